package main

// zinc is flat as plan.mzn reads it: lists of one length, sets as sets.
type zinc map[string]any

type zincSet struct {
	Set []int `json:"set"`
}

func (f flat) zinc() zinc {
	z := zinc{
		"slots_a_day": len(f.Starts), "start": f.Starts, "weekday": f.Weekday, "school": f.School, "active": f.Active,
		"rooms": len(f.Rooms), "people": len(f.Fair), "cohorts": len(f.Cohorts), "modules": len(f.Modules), "fair": f.Fair, "travel": f.Travel,
		"w_gap": f.Weights.Gap, "w_weekday": f.Weights.Weekday, "w_start": f.Weights.Start, "w_school": f.Weights.School, "w_room": f.Weights.Room,
		"w_early": f.Weights.Weights.Early, "w_preference": f.Weights.Preference, "w_overload": f.Weights.Overload, "w_unplanned": f.Weights.Unplanned,
		"early_before": f.Weights.EarlyBefore,
	}
	cohorts := map[string]func(flatCohort) any{
		"first": func(c flatCohort) any { return c.First }, "last": func(c flatCohort) any { return c.Last },
		"pauses": func(c flatCohort) any { return c.Pauses }, "wish": func(c flatCohort) any { return c.Wish },
		"least": func(c flatCohort) any { return c.Min }, "most": func(c flatCohort) any { return c.Max },
		"leads": func(c flatCohort) any { return zincSet{c.Leads} },
	}
	for name, of := range cohorts {
		z[name] = column(f.Cohorts, of)
	}
	modules := map[string]func(flatModule) any{
		"cohort_of": func(m flatModule) any { return m.Cohort }, "minutes": func(m flatModule) any { return m.Minutes },
		"site":         func(m flatModule) any { return f.Rooms[f.Cohorts[m.Cohort-1].Rooms[0]-1] },
		"slot_choices": func(m flatModule) any { return zincSet{orOne(m.Slots)} }, "room_choices": func(m flatModule) any { return ids(m.Rooms) },
	}
	for name, of := range modules {
		z[name] = column(f.Modules, of)
	}
	f.jobs(z)
	return z
}

// job is somebody that a module needs: its lead, or a role.
type job struct {
	module  int
	choices []choice
}

// jobs lists the leads, a module each, then the roles, and what each may take.
func (f flat) jobs(z zinc) {
	var jobs []job
	for i, m := range f.Modules {
		jobs = append(jobs, job{i + 1, m.Leads})
	}
	for i, m := range f.Modules {
		for _, role := range m.Roles {
			jobs = append(jobs, job{i + 1, role})
		}
	}
	z["jobs"] = len(jobs)
	z["job_module"] = column(jobs, func(j job) any { return j.module })
	z["job_choices"] = column(jobs, func(j job) any { return ids(j.choices) })
	type option struct {
		room, job, id, rank int
		slots               []int
	}
	var options []option
	for i, m := range f.Modules {
		for _, c := range m.Rooms {
			options = append(options, option{i + 1, 0, c.ID, 0, c.Slots})
		}
	}
	for i, j := range jobs {
		for k, c := range j.choices {
			if i < len(f.Modules) {
				k = 0 // no lead is preferred
			}
			options = append(options, option{0, i + 1, c.ID, k, c.Slots})
		}
	}
	z["options"] = len(options)
	z["option_room"] = column(options, func(o option) any { return o.room })
	z["option_job"] = column(options, func(o option) any { return o.job })
	z["option_id"] = column(options, func(o option) any { return o.id })
	z["option_rank"] = column(options, func(o option) any { return o.rank })
	z["option_slots"] = column(options, func(o option) any { return zincSet{o.slots} })
}

func column[T any](rows []T, of func(T) any) []any {
	list := []any{}
	for _, row := range rows {
		list = append(list, of(row))
	}
	return list
}

// orOne gives a module that cannot be held a slot to stand at, unplanned.
func orOne(slots []int) []int {
	if len(slots) == 0 {
		return []int{1}
	}
	return slots
}

func ids(choices []choice) zincSet {
	set := zincSet{[]int{}}
	for _, c := range choices {
		set.Set = append(set.Set, c.ID)
	}
	return set
}

// zincMessage is a line of MiniZinc's stream.
type zincMessage struct {
	Type   string `json:"type"`
	Status string `json:"status"`
	Output struct {
		JSON zincAnswer `json:"json"`
	} `json:"output"`
}

type zincAnswer struct {
	Slot   []int `json:"slot"`
	Room   []int `json:"room"`
	Lead   []int `json:"lead"`
	Person []int `json:"person"`
}

func (z zincAnswer) answer(f flat) *answer {
	a := &answer{}
	job := len(f.Modules)
	for i, m := range f.Modules {
		said := placed{Slot: z.Slot[i], Room: z.Room[i], Lead: z.Lead[m.Cohort-1]}
		for range m.Roles {
			said.Co = append(said.Co, z.Person[job])
			job++
		}
		if said.Room > len(f.Rooms) {
			said.Slot = 0
		}
		a.Modules = append(a.Modules, said)
	}
	return a
}
