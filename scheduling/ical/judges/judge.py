"""What the calendar libraries of Debian read in some objects.

Takes {name: text} on the standard input and gives {judge: {name: {"events":
[…], "fault": "…"}}}: what each understood, or why it refused.
"""

import io
import json
import sys

import gi
import icalendar
import vobject

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def with_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)

    def people(event, name):
        found = event.get(name, [])
        return [str(one) for one in (found if isinstance(found, list) else [found])]

    for event in calendar.walk("VEVENT"):
        if event.errors:
            raise ValueError(event.errors)
        yield {
            "method": str(calendar.get("METHOD", "")),
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "status": str(event.get("STATUS", "")),
            "class": str(event.get("CLASS", "")),
            "start": event.decoded("DTSTART").timestamp(),
            "end": event.decoded("DTEND").timestamp(),
            "organizer": "".join(people(event, "ORGANIZER")),
            "attendees": people(event, "ATTENDEE"),
            "partstat": "".join(one.params.get("PARTSTAT", "") for one in [event.get("ATTENDEE")] if one is not None),
        }


def with_vobject(text):
    (calendar,) = vobject.readComponents(io.StringIO(text))
    calendar.validate(raiseException=True)

    def value(component, name):
        return component.getChildValue(name, "")

    for event in calendar.contents.get("vevent", []):
        attendees = event.contents.get("attendee", [])
        yield {
            "method": value(calendar, "method"),
            "uid": value(event, "uid"),
            "sequence": int(value(event, "sequence")),
            "summary": value(event, "summary"),
            "description": value(event, "description"),
            "location": value(event, "location"),
            "status": value(event, "status"),
            "class": value(event, "class"),
            "start": event.dtstart.value.timestamp(),
            "end": event.dtend.value.timestamp(),
            "organizer": value(event, "organizer"),
            "attendees": [one.value for one in attendees],
            "partstat": "".join(one.params["PARTSTAT"][0] for one in attendees if "PARTSTAT" in one.params),
        }


def with_libical(text):
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None:
        raise ValueError("cannot be parsed")
    # Its table of RFC 5546: what each method demands and forbids. What breaks
    # it, or the grammar, leaves an X-LIC-ERROR behind.
    if not calendar.check_restrictions() or calendar.count_errors():
        raise ValueError([line for line in calendar.as_ical_string().splitlines() if "X-LIC" in line])

    def properties(component, kind):
        kind = getattr(ICalGLib.PropertyKind, kind + "_PROPERTY")
        found = component.get_first_property(kind)
        while found:
            yield found
            found = component.get_next_property(kind)

    def value(component, kind):
        return "".join(one.get_value_as_string() for one in properties(component, kind))

    def text_of(component, kind):
        return "".join(one.get_value().get_text() for one in properties(component, kind))

    def instant(time):
        return time.as_timet_with_zone(time.get_timezone())

    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    event = calendar.get_first_component(kind)
    while event:
        attendees = list(properties(event, "ATTENDEE"))
        yield {
            "method": value(calendar, "METHOD"),
            "uid": event.get_uid(),
            "sequence": event.get_sequence(),
            "summary": text_of(event, "SUMMARY"),
            "description": text_of(event, "DESCRIPTION"),
            "location": text_of(event, "LOCATION"),
            "status": value(event, "STATUS"),
            "class": value(event, "CLASS"),
            "start": instant(event.get_dtstart()),
            "end": instant(event.get_dtend()),
            "organizer": value(event, "ORGANIZER"),
            "attendees": [one.get_attendee() for one in attendees],
            "partstat": "".join(one.get_parameter_as_string("PARTSTAT") or "" for one in attendees),
        }
        event = calendar.get_next_component(kind)


def verdict(judge, text):
    try:
        return {"events": list(judge(text))}
    except Exception as fault:  # whatever it trips over is its verdict
        return {"fault": f"{type(fault).__name__}: {fault}"}


objects = json.load(sys.stdin)
judges = {"icalendar": with_icalendar, "vobject": with_vobject, "libical": with_libical}
json.dump({name: {of: verdict(judge, text) for of, text in objects.items()} for name, judge in judges.items()}, sys.stdout)
