-- +goose Up
-- A year that a unit wishes to hold, and the draft that answers: a draft books nothing.
create table year_plans (
    id text primary key,
    organisation_id text not null references organisations (id),
    unit_id text not null references units (id),
    label text not null,
    first_day text not null,
    last_day text not null,
    seconds integer not null check (seconds between 1 and 120),
    follows_id text references year_plans (id),
    asked_by text not null references users (id),
    asked_at timestamp not null,
    started_at timestamp,
    beat_at timestamp,
    wanted integer not null default 0,
    placed integer not null default 0,
    comfort integer not null default 0,
    bound integer not null default 0,
    ready_at timestamp,
    failed_at timestamp,
    failure text not null default '',
    published_at timestamp,
    abandoned_at timestamp,
    version integer not null default 1,
    check (last_day > first_day)
);
create index year_plans_unit on year_plans (unit_id, id);
-- What is still to be searched: few rows of many.
create index year_plans_due on year_plans (organisation_id, asked_at) where ready_at is null and failed_at is null and abandoned_at is null;

create table year_wishes (
    plan_id text not null references year_plans (id) on delete cascade,
    number integer not null,
    unit_id text not null references units (id),
    version_id text not null references programme_versions (id),
    times integer not null check (times > 0),
    sites text not null,
    cadence_weeks integer not null,
    school_pause boolean not null,
    capacity integer not null check (capacity > 0),
    leads text not null,
    primary key (plan_id, number)
);

create table draft_cohorts (
    plan_id text not null references year_plans (id) on delete cascade,
    number integer not null,
    wish integer not null,
    label text not null,
    site_id text not null references sites (id),
    from_date text not null,
    to_date text not null,
    room_id text references rooms (id) on delete set null,
    lead_id text references users (id),
    blocking text not null default '',
    repairs text not null default '',
    shortage text not null default '[]', -- JSON
    choice text not null default '' check (choice in ('', 'accepted', 'pinned', 'left')),
    cohort_id text references cohorts (id),
    primary key (plan_id, number)
);

create table draft_meetings (
    plan_id text not null,
    number integer not null,
    position integer not null,
    module_id text not null references modules (id),
    date text not null,
    start_minute integer not null check (start_minute between 0 and 1439),
    minutes integer not null,
    room_id text references rooms (id) on delete set null,
    lead_id text not null references users (id),
    co_animators text not null default '',
    primary key (plan_id, number, position),
    foreign key (plan_id, number) references draft_cohorts (plan_id, number) on delete cascade
);

-- +goose Down
drop table draft_meetings;
drop table draft_cohorts;
drop table year_wishes;
drop table year_plans;
