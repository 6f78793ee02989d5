// Asks OR-Tools CP-SAT for a plan: cpsat.mjs FLAT.json ANSWER.json SECONDS package.json
//
// A start in minutes for each module, whose domain the calendars have thinned;
// an optional interval for each room and person it may take; no-overlap for
// rooms and people, and a cumulative for the road between two sites. The
// objective is Trame's.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [flatFile, answerFile, seconds, packages] = process.argv.slice(2);
const { default: CpSat } = await import(pathToFileURL(createRequire(packages).resolve('or-tools-wasm/cp-sat')));
const flat = JSON.parse(readFileSync(flatFile, 'utf8'));
const { weights: w, starts } = flat;

const variables = [];
const constraints = [];
const objective = new Map(); // variable → cost
const bool = () => variables.push({ domain: [0, 1] }) - 1;
const integer = (...domain) => variables.push({ domain }) - 1;
const not = (literal) => -literal - 1;
const one = (variable) => ({ vars: [variable], coeffs: [1], offset: 0 });
const constant = (offset) => ({ vars: [], coeffs: [], offset });
const cost = (variable, price) => price && objective.set(variable, (objective.get(variable) ?? 0) + price);
const exactlyOne = (literals) => constraints.push({ exactlyOne: { literals } });
// among keeps a sum of [variable, factor] within a domain, when the literals hold.
const among = (terms, domain, ...onlyIf) => constraints.push({
  enforcementLiteral: onlyIf, linear: { vars: terms.map((t) => t[0]), coeffs: terms.map((t) => t[1]), domain },
});
const linear = (terms, lower, upper, ...onlyIf) => among(terms, [lower, upper], ...onlyIf);
// domain of some values: from, to, from, to…
const domain = (values) => {
  const ends = [];
  for (const v of [...new Set(values)].sort((a, b) => a - b)) {
    if (ends.length && ends[ends.length - 1] === v - 1) ends[ends.length - 1] = v;
    else ends.push(v, v);
  }
  return ends;
};
const far = 1_000_000_000;
const dayOf = (slot) => Math.floor((slot - 1) / starts.length);
const startOf = (slot) => (slot - 1) % starts.length; // from 0
const minuteOf = (slot) => dayOf(slot) * 1440 + starts[startOf(slot)];

const roomUses = new Map(); // room → intervals
const personUses = new Map(); // person → [{ site, module, present, interval }]
const load = new Map(); // person → literals
const put = (map, key, value) => map.set(key, [...(map.get(key) ?? []), value]);

// interval of a module while present.
const interval = (m, present, before = 0, after = 0) => constraints.push({
  enforcementLiteral: [present],
  interval: {
    start: { ...one(m.time), offset: -before }, size: constant(before + m.minutes + after), end: { ...one(m.time), offset: m.minutes + after },
  },
}) - 1;

// chosen makes a literal for each choice, one of which is taken when planned.
const chosen = (m, choices, planned, literals = choices.map(bool)) => {
  exactlyOne([...literals, not(planned)]);
  choices.forEach((c, k) => confine(m, c, literals[k]));
  return literals;
};
// confine keeps a module to the slots that a choice can take.
const confine = (m, c, literal) => {
  if (c.slots.length < m.slots.length) among([[m.time, 1]], domain(c.slots.map(minuteOf)), literal);
};

// pauses between two modules: a literal for each, and its days. None of them
// meets within one.
const holidays = [];
flat.school.forEach((off, d) => {
  const before = holidays.at(-1);
  if (off && before?.end === d) before.end = d + 1;
  else if (off) holidays.push({ from: d, end: d + 1 });
});
const past = (m, h) => {
  m.past ??= new Map();
  if (!m.past.has(h)) {
    const l = bool();
    linear([[m.day, 1]], h.end, far, l);
    linear([[m.day, 1]], -far, h.from - 1, not(l));
    m.past.set(h, l);
  }
  return m.past.get(h);
};
const pauses = (before, m) => holidays.flatMap((h) => [[past(m, h), h.end - h.from], [past(before, h), h.from - h.end]]);

const modules = flat.modules.map((m) => ({ ...m }));
for (const cohort of flat.cohorts) {
  const own = modules.slice(cohort.first - 1, cohort.last);
  const planned = bool();
  cohort.planned = planned;
  cost(planned, -w.unplanned);
  const leads = cohort.leads.map(bool);
  exactlyOne([...leads, not(planned)]);
  const site = flat.rooms[cohort.rooms[0] - 1];
  if (cohort.rooms.some((r) => flat.rooms[r - 1] !== site)) throw new Error('a cohort of two sites');
  for (const m of own) {
    if (m.slots.length === 0) linear([[planned, 1]], 0, 0);
    const slots = m.slots.length ? m.slots : [1];
    const days = slots.map(dayOf);
    m.time = integer(...domain(slots.map(minuteOf)));
    m.day = integer(...domain(days));
    m.start = new Map([...new Set(slots.map(startOf))].map((k) => [k, bool()]));
    exactlyOne([...m.start.values()]);
    linear([[m.time, -1], [m.day, 1440], ...[...m.start].map(([k, l]) => [l, starts[k]])], 0, 0);
    m.weekday = new Map([...new Set(days.map((d) => flat.weekday[d]))].map((k) => [k, bool()]));
    exactlyOne([...m.weekday.values()]);
    m.weekday.forEach((l, k) => among([[m.day, 1]], domain(days.filter((d) => flat.weekday[d] === k)), l));
    m.start.forEach((l, k) => cost(l, w.early * (starts[k] < w.early_before)));
    if (days.some((d) => flat.school[d])) {
      const school = bool();
      among([[m.day, 1]], domain(days.filter((d) => !flat.school[d])), planned, not(school));
      cost(school, w.school);
    }
    m.room = chosen(m, m.rooms, planned);
    m.rooms.forEach((c, k) => put(roomUses, c.id, interval(m, m.room[k])));
    m.lead = leads;
    m.leads.forEach((c, k) => confine(m, c, leads[k]));
    m.role = m.roles.map((choices) => chosen(m, choices, planned));
    const animates = (person, present) => {
      put(personUses, person, { site, m, present, interval: interval(m, present) });
      put(load, person, present);
    };
    m.leads.forEach((c, k) => animates(c.id, leads[k]));
    m.roles.forEach((choices, r) => choices.forEach((c, k) => {
      animates(c.id, m.role[r][k]);
      cost(m.role[r][k], w.preference * k);
    }));
  }
  // Distances, in the days that count.
  own.slice(1).forEach((m, i) => {
    const gap = [[m.day, 1], [own[i].day, -1]];
    if (cohort.pauses) for (const [k, days] of pauses(own[i], m)) gap.push([k, -days]);
    const off = integer(0, Math.max(cohort.max - cohort.wish, cohort.wish - cohort.min, 0));
    linear(gap, cohort.min, cohort.max, planned);
    linear([...gap, [off, -1]], -far, cohort.wish, planned);
    linear([...gap, [off, 1]], cohort.wish, far, planned);
    cost(off, w.gap);
  });
  // Habits: the usual weekday, hour and room, and who is not as usual.
  const habit = (values, price, uses) => {
    const usual = values.map(bool);
    exactlyOne(usual);
    for (const m of own) {
      const unusual = bool();
      values.forEach((v, k) => linear([[usual[k], 1], [planned, 1], [unusual, -1], ...uses(m, v).map((l) => [l, -1])], -far, 1));
      cost(unusual, price);
    }
  };
  habit([1, 2, 3, 4, 5, 6, 7], w.weekday, (m, v) => (m.weekday.has(v) ? [m.weekday.get(v)] : []));
  habit(cohort.starts, w.start, (m, v) => (m.start.has(v - 1) ? [m.start.get(v - 1)] : []));
  if (cohort.rooms.length > 1) habit(cohort.rooms, w.room, (m, v) => m.room.filter((_, k) => m.rooms[k].id === v));
}

const noOverlap = (intervals) => intervals.length > 1 && constraints.push({ noOverlap: { intervals } });
for (const intervals of roomUses.values()) noOverlap(intervals);
for (const uses of personUses.values()) {
  noOverlap(uses.map((u) => u.interval));
  const sites = [...new Set(uses.map((u) => u.site))];
  sites.forEach((a, i) => sites.slice(i + 1).forEach((b) => road(uses, a, b)));
}
// road keeps meetings at a clear of those at b made longer by the way: one of a
// fills what all of b together cannot.
function road(uses, a, b) {
  const minutes = flat.travel[a - 1][b - 1];
  const [here, there] = [uses.filter((u) => u.site === a), uses.filter((u) => u.site === b)];
  const longer = there.map((u) => interval(u.m, u.present, minutes, minutes));
  constraints.push({ cumulative: {
    capacity: constant(8),
    intervals: [...here.map((u) => u.interval), ...longer],
    demands: [...here.map(() => constant(8)), ...longer.map(() => constant(1))],
  } });
}
for (const [person, literals] of load) {
  const fair = flat.fair[person - 1];
  if (fair < 0 || literals.length <= fair) continue;
  const over = integer(0, literals.length - fair);
  linear([...literals.map((l) => [l, 1]), [over, -1]], -far, fair);
  cost(over, w.overload);
}

// The first-fit plan to begin with.
const hint = new Map();
modules.forEach((m, i) => {
  const at = flat.hint[i];
  const { planned } = flat.cohorts[m.cohort - 1];
  hint.set(planned, at.slot > 0 ? 1 : 0);
  m.rooms.forEach((c, k) => hint.set(m.room[k], c.id === at.room ? 1 : 0));
  m.leads.forEach((c, k) => hint.set(m.lead[k], c.id === at.lead ? 1 : 0));
  m.roles.forEach((choices, r) => choices.forEach((c, k) => hint.set(m.role[r][k], c.id === at.co?.[r] ? 1 : 0)));
  if (at.slot === 0) return;
  hint.set(m.time, minuteOf(at.slot)).set(m.day, dayOf(at.slot));
  m.start.forEach((l, k) => hint.set(l, k === startOf(at.slot) ? 1 : 0));
  m.weekday.forEach((l, k) => hint.set(l, k === flat.weekday[dayOf(at.slot)] ? 1 : 0));
});

const unplannedAll = w.unplanned * flat.cohorts.length;
const model = { variables, constraints, objective: { vars: [...objective.keys()], coeffs: [...objective.values()], offset: unplannedAll }, solutionHint: { vars: [...hint.keys()], values: [...hint.values()] } };
const bytes = await CpSat.createModel(model);
const { response } = await CpSat.solve(bytes, { maxTimeInSeconds: Number(seconds), numWorkers: 8, cpModelProbingLevel: 0 });
const value = (literal) => Number(response.solution[literal]) === 1;
const answer = { bound: Math.max(0, response.bestObjectiveBound ?? 0), proven: response.status === 'OPTIMAL' || response.status === 4, modules: [] };
if (response.solution?.length) {
  answer.modules = modules.map((m) => ({
    slot: m.room.some(value) ? m.slots.find((s) => minuteOf(s) === Number(response.solution[m.time])) : 0,
    room: m.rooms[m.room.findIndex(value)]?.id ?? 0,
    lead: m.leads[m.lead.findIndex(value)]?.id ?? 0,
    co: m.roles.map((choices, r) => choices[m.role[r].findIndex(value)]?.id ?? 0),
  }));
}
writeFileSync(answerFile, JSON.stringify(answer));
process.exit(0);
