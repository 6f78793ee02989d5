-- +goose Up
-- The livret de synthèse: questions that partners answer by a link, questions
-- taken over from another session, and the delivery to each person.
alter table booklet_entries add column answered_by text;
alter table booklet_entries add column copied_from text;
alter table booklet_entries add column source_on date;

create table booklet_asks (
    id text primary key,
    entry_id text not null references booklet_entries (id) on delete cascade,
    facilitator_id text not null references facilitators (id),
    token_hash text not null unique,
    asked_by text not null references users (id),
    asked_at timestamptz not null,
    expires_on date not null,
    answered_at timestamptz,
    revoked_at timestamptz
);
create index booklet_asks_entry on booklet_asks (entry_id);

create table booklets (
    cohort_id text primary key references cohorts (id),
    published_by text not null references users (id),
    published_at timestamptz not null
);

create table booklet_deliveries (
    id text primary key,
    cohort_id text not null references cohorts (id),
    enrolment_id text not null unique references enrolments (id),
    channel text not null default '' check (channel in ('', 'mail', 'sms', 'letter')),
    token_hash text unique,
    prepared_at timestamptz not null,
    posted_at timestamptz,
    handed_at timestamptz,
    returned_at timestamptz,
    by_user text references users (id)
);
create index booklet_deliveries_cohort on booklet_deliveries (cohort_id);

-- +goose Down
drop table booklet_deliveries;
drop table booklets;
drop table booklet_asks;
alter table booklet_entries drop column source_on;
alter table booklet_entries drop column copied_from;
alter table booklet_entries drop column answered_by;
