-- +goose Up
-- When people can be had. A resource is named as in bookings: "user:ID", "facilitator:ID".
create table weekly_hours (
    resource text not null,
    weekday integer not null check (weekday between 0 and 6), -- 0 is Sunday
    from_minute integer not null,
    until_minute integer not null,
    primary key (resource, weekday, from_minute),
    check (from_minute >= 0 and until_minute <= 1440 and from_minute < until_minute)
);

create table absences (
    id text primary key,
    resource text not null,
    from_date date not null,
    until_date date not null,
    all_day boolean not null,
    start_minute integer not null check (start_minute between 0 and 1439),
    end_minute integer not null check (end_minute between 1 and 1440),
    label text not null default '',
    check (until_date > from_date or until_date = from_date and end_minute > start_minute)
);
create index absences_resource on absences (resource, until_date);

create table busy_calendars (
    id text primary key,
    resource text not null,
    source text not null check (source in ('address', 'file')),
    sealed bytea, -- the address: only the keyset opens it
    shown text not null default '',
    etag text not null default '',
    last_modified text not null default '',
    added_by text not null references users (id),
    added_at timestamptz not null,
    next_at timestamptz,
    answered_at timestamptz,
    read_at timestamptz,
    failing_since timestamptz,
    failures integer not null default 0,
    reason text not null default '',
    unreadable integer not null default 0,
    first_line integer not null default 0,
    check ((source = 'address') = (sealed is not null))
);
create index busy_calendars_resource on busy_calendars (resource);
create index busy_calendars_due on busy_calendars (next_at);

-- Only times are kept of somebody's calendar: there is no column for more.
create table busy_spans (
    calendar_id text not null references busy_calendars (id) on delete cascade,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (calendar_id, starts_at),
    check (ends_at > starts_at)
);

-- +goose Down
drop table busy_spans;
drop table busy_calendars;
drop table absences;
drop table weekly_hours;
