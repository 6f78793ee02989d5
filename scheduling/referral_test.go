package scheduling

import (
	"errors"
	"testing"
)

func TestTicksRememberEachItemApart(t *testing.T) {
	var ticks Ticks
	ticks = ticks.Tick(2, KnownYes).Tick(5, KnownNo)
	if ticks != "?y??n" {
		t.Fatalf("kept as %q", ticks)
	}
	for item, want := range []Known{Unknown, Unknown, KnownYes, Unknown, Unknown, KnownNo, Unknown, Unknown} {
		if got := ticks.At(item); got != want {
			t.Errorf("item %d is %q, want %q", item, got, want)
		}
	}
	if again := ticks.Tick(5, Unknown); again != "?y" {
		t.Errorf("an answer taken back leaves %q", again)
	}
}

func TestNewFactsFillWhatTheyDoNotKnowFromOlderOnes(t *testing.T) {
	older := Facts{
		LeaveStart: Date{2026, 3, 1}, LeaveKind: Illness, Scheme: GeneralScheme, LongIllness: KnownYes,
		Invalidity: InvalidityRefused, InvalidityOn: Date{2026, 5, 2}, Fragility: "yn",
	}
	for name, c := range map[string]struct{ newer, want Facts }{
		"nothing new": {Facts{}, older},
		"the same leave, and one thing more": {
			Facts{LeaveStart: older.LeaveStart, LeaveTime: FullTime, Fragility: "?y"},
			Facts{
				LeaveStart: older.LeaveStart, LeaveKind: Illness, LeaveTime: FullTime, Scheme: GeneralScheme, LongIllness: KnownYes,
				Invalidity: InvalidityRefused, InvalidityOn: older.InvalidityOn, Fragility: "yy",
			},
		},
		"a new leave inherits nothing of the one before": {
			Facts{LeaveStart: Date{2026, 9, 1}, Invalidity: Invalidity1, LongIllness: KnownNo},
			Facts{LeaveStart: Date{2026, 9, 1}, Scheme: GeneralScheme, LongIllness: KnownNo, Invalidity: Invalidity1, Fragility: "yn"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.newer.Over(older); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestAReferralSaysWhatCannotBe(t *testing.T) {
	today := Date{2026, 11, 22}
	good := Referral{Source: FromCPAM90, ReceivedOn: today, Facts: Facts{LeaveStart: Date{2026, 8, 1}}}
	if err := good.Validate(today); err != nil {
		t.Fatalf("a plain signal is refused: %v", err)
	}
	for field, spoil := range map[string]func(*Referral){
		"source":           func(r *Referral) { r.Source = "rumour" },
		"reference":        func(r *Referral) { r.Reference = "a\nb" },
		"received_on":      func(r *Referral) { r.ReceivedOn = today.AddDays(1) },
		"purpose":          func(r *Referral) { r.Facts.Purpose = "gossip" },
		"leave_end":        func(r *Referral) { r.Facts.LeaveEnd = Date{2026, 7, 31} },
		"leave_kind":       func(r *Referral) { r.Facts.LeaveKind = "boredom" },
		"leave_time":       func(r *Referral) { r.Facts.LeaveTime = "half" },
		"part_time_from":   func(r *Referral) { r.Facts.PartTimeFrom = Date{2026, 7, 1} },
		"invalidity":       func(r *Referral) { r.Facts.Invalidity = "category_4" },
		"scheme":           func(r *Referral) { r.Facts.Scheme = "none" },
		"fragility":        func(r *Referral) { r.Facts.Fragility = "yyyyyyy" },
		"solidarity_cover": func(r *Referral) { r.Facts.SolidarityCover = "maybe" },
	} {
		t.Run(field, func(t *testing.T) {
			r := good
			spoil(&r)
			faults, _ := errors.AsType[Faults](r.Validate(today))
			if len(faults) != 1 || faults[0].Field != field {
				t.Errorf("got %v, want one fault at %s", faults, field)
			}
		})
	}
}

func TestInvalidityNamesItsCategory(t *testing.T) {
	for decision, want := range map[Invalidity]int{NoInvalidity: 0, InvalidityRefused: 0, Invalidity1: 1, Invalidity2: 2, Invalidity3: 3, "": 0} {
		if got := decision.Category(); got != want {
			t.Errorf("%q is category %d, want %d", decision, got, want)
		}
	}
}
