// What ical.js, which Thunderbird reads calendars with, reads in some objects.
// Takes and gives what judge.py does; the library's file is the one argument.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[1]));
ICAL.design.strict = true;

function* events(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const first = (component, name) => component.getFirstPropertyValue(name) ?? "";
  for (const one of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(one);
    yield {
      method: first(calendar, "method"),
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      description: event.description ?? "",
      location: event.location ?? "",
      status: first(one, "status"),
      class: first(one, "class"),
      start: event.startDate.toUnixTime(),
      end: event.endDate.toUnixTime(),
      organizer: event.organizer ?? "",
      attendees: event.attendees.map((who) => who.getFirstValue()),
      partstat: event.attendees.map((who) => who.getParameter("partstat") ?? "").join(""),
    };
  }
}

function verdict(text) {
  try {
    return { events: [...events(text)] };
  } catch (fault) {
    return { fault: String(fault) };
  }
}

const objects = JSON.parse(readFileSync(0, "utf8"));
const read = Object.fromEntries(Object.entries(objects).map(([name, text]) => [name, verdict(text)]));
process.stdout.write(JSON.stringify({ "ical.js": read }));
