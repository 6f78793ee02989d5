-- +goose Up
-- A file ends in one of two ways: erased, or merged into another. The row stays,
-- without anything personal, for what counts on it. No new reference on an old
-- table: SQLite could not take it back.
alter table insured add column erased_at timestamp;
alter table insured add column merged_into text;
alter table insured add column social_erased_at timestamp; -- health and social reasons went then

-- Since when the purge goes round by itself: since somebody looked at what it
-- would erase, and had it done (rule 27).
alter table organisations add column purging_since timestamp;

-- What a report counts of people whose file is erased: no line leads back to one.
-- tallied_at: this enrolment's person is in the table below, and read there alone.
alter table enrolments add column tallied_at timestamp;
create table cohort_tallies (
    cohort_id text not null references cohorts (id),
    kind text not null check (kind in ('age', 'pathology')),
    code text not null,
    n integer not null check (n > 0),
    primary key (cohort_id, kind, code)
);

-- The proof: who was erased, under an id that means nothing elsewhere, why, and
-- how much. No column may hold a personal value.
create table erasures (
    id text primary key,
    organisation_id text not null references organisations (id),
    unit_id text references units (id),
    at timestamp not null,
    scope text not null check (scope in ('person', 'social', 'messages')),
    basis text not null check (basis in ('request', 'retention')),
    ground text not null default '', -- code, of a request
    asked_on text,
    subject text not null default '', -- the file's id; empty when many went at once
    actor text not null,
    counts text not null default '{}' -- JSON: rows by table
);
create index erasures_organisation on erasures (organisation_id, at, id);
create unique index erasures_person on erasures (subject) where scope = 'person';

-- Two files that somebody looked at and found to be of two people.
create table distinct_people (
    first_id text not null references insured (id),
    second_id text not null references insured (id),
    said_by text not null references users (id),
    said_at timestamp not null,
    primary key (first_id, second_id),
    check (first_id < second_id)
);

-- What duplicates share beside their names.
create index insured_email on insured (unit_id, email) where email <> '';
create index insured_phone on insured (unit_id, phone) where phone <> '';

-- +goose Down
drop index insured_phone;
drop index insured_email;
drop table distinct_people;
drop table erasures;
drop table cohort_tallies;
alter table enrolments drop column tallied_at;
alter table organisations drop column purging_since;
alter table insured drop column social_erased_at;
alter table insured drop column merged_into;
alter table insured drop column erased_at;
