-- +goose Up
-- How each person is proposed the point à six mois, every attempt to reach
-- her, and the link by which she answers herself.
create table follow_ups_wider (
    id text primary key,
    enrolment_id text not null unique references enrolments (id),
    cohort_id text not null references cohorts (id),
    due_on text not null,
    planned_on text,
    attempts integer not null default 0,
    last_attempt_at timestamp,
    reached_at timestamp,
    outcome text not null default '',
    details text not null default '',
    as_of text,
    source text not null default '' check (source in ('', 'phone', 'mail', 'link', 'meeting', 'visit', 'file', 'other')),
    closed_reason text not null default '',
    recorded_by text references users (id),
    recorded_at timestamp,
    proposed_at timestamp,
    proposed_by text not null default '',
    token_hash text,
    comes text not null default '',
    version integer not null default 1
);
insert into follow_ups_wider (id, enrolment_id, cohort_id, due_on, planned_on, attempts, last_attempt_at, reached_at, outcome, details, as_of,
    source, closed_reason, recorded_by, recorded_at, version)
    select id, enrolment_id, cohort_id, due_on, planned_on, attempts, last_attempt_at, reached_at, outcome, details, as_of,
    source, closed_reason, recorded_by, recorded_at, version from follow_ups;
drop table follow_ups;
alter table follow_ups_wider rename to follow_ups;
create index follow_ups_due on follow_ups (due_on) where outcome in ('', 'no_answer');
create index follow_ups_cohort on follow_ups (cohort_id);
create unique index follow_ups_token on follow_ups (token_hash) where token_hash is not null;

create table follow_up_attempts (
    id text primary key,
    follow_up_id text not null references follow_ups (id),
    way text not null check (way in ('phone', 'mail', 'sms', 'letter', 'meeting')),
    outcome text not null check (outcome in ('reached', 'message_left', 'no_answer', 'wrong_number', 'sent', 'bounced', 'returned', 'absent')),
    next_on text,
    by_user text references users (id),
    at timestamp not null
);
create index follow_up_attempts_of on follow_up_attempts (follow_up_id, at);

-- +goose Down
drop table follow_up_attempts;
create table follow_ups_narrower (
    id text primary key,
    enrolment_id text not null unique references enrolments (id),
    cohort_id text not null references cohorts (id),
    due_on text not null,
    planned_on text,
    attempts integer not null default 0,
    last_attempt_at timestamp,
    reached_at timestamp,
    outcome text not null default '',
    details text not null default '',
    as_of text,
    source text not null default '' check (source in ('', 'phone', 'mail', 'visit', 'file', 'other')),
    closed_reason text not null default '',
    recorded_by text references users (id),
    recorded_at timestamp,
    version integer not null default 1
);
insert into follow_ups_narrower (id, enrolment_id, cohort_id, due_on, planned_on, attempts, last_attempt_at, reached_at, outcome, details, as_of,
    source, closed_reason, recorded_by, recorded_at, version)
    select id, enrolment_id, cohort_id, due_on, planned_on, attempts, last_attempt_at, reached_at, outcome, details, as_of,
    case source when 'link' then 'mail' when 'meeting' then 'visit' else source end, closed_reason, recorded_by, recorded_at, version from follow_ups;
drop table follow_ups;
alter table follow_ups_narrower rename to follow_ups;
create index follow_ups_due on follow_ups (due_on) where outcome in ('', 'no_answer');
create index follow_ups_cohort on follow_ups (cohort_id);
