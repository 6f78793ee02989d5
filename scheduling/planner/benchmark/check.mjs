#!/usr/bin/env node
// A second opinion on plans, which shares no line with the first: rules and
// cost as docs/benchmarks.md says, in another language, pair by pair.
//
//   check.mjs INSTANCE.json PLAN.json...
//
// prints a line for each plan: hard=0 unplanned=0 perturbation=0 comfort=1311
import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const dayOf = (text) => Date.parse(text.slice(0, 10) + 'T00:00Z') / 86400000;
const clockOf = (text) => Number(text.slice(-5, -3)) * 60 + Number(text.slice(-2));
const momentOf = (text) => dayOf(text) * 1440 + clockOf(text);
const weekdayOf = (day) => ((day + 3) % 7) + 1; // 1 January 1970 was a Thursday
const sum = (list) => list.reduce((a, b) => a + b, 0);
const byID = (list = []) => new Map(list.map((x) => [x.id, x]));
const withHours = (x) => ({
  ...x,
  open: (x.open ?? []).map((o) => ({ weekday: o.weekday, from: clockOf(o.from), to: clockOf(o.to) })),
  closed: (x.closed ?? []).map((c) => ({ from: momentOf(c.from), to: momentOf(c.to) })),
});

class Judge {
  constructor(ins) {
    this.ins = ins;
    this.rooms = byID(ins.rooms.map(withHours));
    this.people = byID(ins.people.map(withHours));
    this.off = new Set((ins.no_meeting ?? []).map(dayOf));
    this.school = new Set();
    for (const { from, to } of ins.school_holidays ?? []) {
      for (let d = dayOf(from); d <= dayOf(to); d++) this.school.add(d);
    }
    this.trips = new Map();
    for (const { from, to, minutes } of ins.travel ?? []) {
      this.trips.set(from + '\n' + to, minutes).set(to + '\n' + from, minutes);
    }
  }

  judge(plan) {
    this.hard = 0;
    this.comfort = 0;
    this.days = new Map(); // of a room or a person: day → its meetings
    this.load = new Map();
    let unplanned = 0;
    const cohorts = byID(this.ins.cohorts);
    this.hard += plan.meetings.filter((m) => !cohorts.has(m.cohort)).length;
    for (const cohort of this.ins.cohorts) {
      const meetings = plan.meetings.filter((m) => m.cohort === cohort.id);
      if (meetings.length === 0) unplanned++;
      else if (!this.whole(cohort, meetings)) this.hard++;
      else this.cohort(cohort, cohort.modules.map((module) => meetings.find((m) => m.module === module.id)));
    }
    for (const meetings of this.days.values()) this.apart(meetings);
    for (const p of this.ins.people) {
      if (p.fair_share !== undefined) this.comfort += this.ins.weights.overload * Math.max(0, (this.load.get(p.id) ?? 0) - p.fair_share);
    }
    const perturbation = this.changes(plan);
    return `hard=${this.hard} unplanned=${unplanned} perturbation=${perturbation} comfort=${this.comfort}`;
  }

  whole(cohort, meetings) {
    const held = meetings.map((m) => m.module).sort().join('\n');
    return held === cohort.modules.map((m) => m.id).sort().join('\n');
  }

  must(holds) {
    if (!holds) this.hard++;
  }

  cohort(cohort, meetings) {
    const { ins: { weights: w }, school } = this;
    const { weeks, min_days, max_days, pause_in_school_holidays: pauses } = cohort.cadence;
    const first = Math.max(dayOf(cohort.from), dayOf(this.ins.first_day));
    const last = Math.min(dayOf(cohort.to), dayOf(this.ins.last_day));
    const days = meetings.map((m) => dayOf(m.start));
    meetings.forEach((m, i) => {
      const day = days[i];
      this.must(first <= day && day <= last && !this.off.has(day) && !(pauses && school.has(day))); // H1
      this.must(cohort.starts.includes(m.start.slice(11))); // H7
      this.meeting(cohort, cohort.modules[i], m, meetings[0].lead);
      if (school.has(day)) this.comfort += w.school;
      if (clockOf(m.start) < 570) this.comfort += w.early;
      if (i === 0) return;
      let gap = 0;
      for (let d = days[i - 1] + 1; d <= day; d++) if (!(pauses && school.has(d))) gap++;
      this.must(day > days[i - 1] && min_days <= gap && gap <= max_days); // H1, H2
      this.comfort += w.gap * Math.abs(gap - 7 * weeks);
    });
    const habits = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => cohort.starts.map((start) =>
      sum(meetings.map((m, i) => w.weekday * (weekdayOf(days[i]) !== weekday) + w.start * (m.start.slice(11) !== start)))));
    const rooms = cohort.rooms.map((room) => sum(meetings.map((m) => w.room * (m.room !== room))));
    this.comfort += Math.min(...habits) + Math.min(...rooms);
  }

  meeting(cohort, module, m, lead) {
    const room = this.rooms.get(m.room);
    const roles = module.roles ?? [];
    const co = m.co ?? [];
    const team = [m.lead, ...co];
    this.must(room && cohort.rooms.includes(m.room) && room.seats >= cohort.size + 1 + roles.length); // H3
    this.must(cohort.leads.includes(m.lead) && m.lead === lead && co.length === roles.length && new Set(team).size === team.length); // H4
    co.forEach((id, k) => {
      const place = (roles[k] ?? []).indexOf(id);
      this.must(place >= 0);
      this.comfort += this.ins.weights.preference * Math.max(0, place);
    });
    if (room) this.use('room', room, m, module, undefined);
    for (const id of new Set(team)) {
      this.load.set(id, (this.load.get(id) ?? 0) + 1);
      if (this.people.has(id)) this.use('person', this.people.get(id), m, module, room?.site);
    }
  }

  // use is H6. Where somebody is matters for people alone.
  use(kind, resource, m, module, site) {
    const from = momentOf(m.start);
    const to = from + module.minutes;
    const clock = clockOf(m.start);
    const weekday = weekdayOf(dayOf(m.start));
    this.must(resource.open.some((o) => o.weekday === weekday && o.from <= clock && clock + module.minutes <= o.to));
    this.must(!resource.closed.some((c) => c.from < to && from < c.to));
    const key = [kind, resource.id, dayOf(m.start)].join('\n');
    if (!this.days.has(key)) this.days.set(key, []);
    this.days.get(key).push({ from, to, site });
  }

  // apart is H5: any two meetings of a day, not neighbours alone. No opening
  // goes past midnight.
  apart(meetings) {
    meetings.forEach((a, i) => meetings.slice(i + 1).forEach((b) => {
      const [first, second] = a.from <= b.from ? [a, b] : [b, a];
      const trip = a.site === b.site ? 0 : this.trips.get(a.site + '\n' + b.site) ?? this.ins.travel_default ?? 0;
      this.must(second.from - first.to >= trip);
    }));
  }

  // changes is H8 and the perturbation.
  changes(plan) {
    const w = this.ins.weights;
    const find = (x) => plan.meetings.find((m) => m.cohort === x.cohort && m.module === x.module);
    const same = (a = [], b = []) => a.join('\n') === b.join('\n');
    for (const pin of this.ins.pinned ?? []) {
      const m = find(pin);
      this.must(m && m.start === pin.start && m.room === pin.room && m.lead === pin.lead && same(m.co, pin.co));
    }
    return sum((this.ins.previous ?? []).map((was) => {
      const m = find(was);
      if (!m) return 0;
      const moved = m.start.slice(0, 10) !== was.start.slice(0, 10) ? w.moved_day : m.start !== was.start ? w.moved_time : 0;
      const [now, then] = [m.co ?? [], was.co ?? []];
      const changed = Array.from({ length: Math.max(now.length, then.length) }, (_, k) => now[k] !== then[k]);
      return moved + w.changed_lead * (m.lead !== was.lead) + w.changed_room * (m.room !== was.room) + w.changed_person * sum(changed.map(Number));
    }));
  }
}

const [instance, ...plans] = process.argv.slice(2);
const judge = new Judge(read(instance));
for (const plan of plans) console.log(judge.judge(read(plan)));
