-- +goose Up
-- Who was asked, and that the link was used (to the day). Nothing leads from here to a submission (rule 21).
create table assignments (
    id text primary key,
    cohort_id text not null references cohorts (id),
    enrolment_id text not null references enrolments (id),
    questionnaire_id text not null references questionnaires (id),
    moment text not null check (moment in ('start', 'end', 'six_months')),
    channel text not null check (channel in ('mail', 'letter', 'sms')),
    token_hash text not null unique,
    created_at timestamp not null,
    answer_by text not null, -- the link works until then, results are shown after
    used_on text,
    unique (enrolment_id, questionnaire_id, moment)
);
create index assignments_cohort on assignments (cohort_id, questionnaire_id);

-- Anonymous by construction: random ids, no person, no time, no insertion order.
create table submissions (
    id text primary key,
    cohort_id text not null references cohorts (id),
    questionnaire_id text not null references questionnaires (id),
    moment text not null check (moment in ('start', 'end', 'six_months')),
    medium text not null check (medium in ('online', 'paper'))
) without rowid;
create index submissions_cohort on submissions (cohort_id, questionnaire_id);

create table answers (
    submission_id text not null references submissions (id) on delete cascade,
    question_key text not null,
    value text not null, -- several codes are separated by U+001F
    primary key (submission_id, question_key)
) without rowid;

create table follow_ups (
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
create index follow_ups_due on follow_ups (due_on) where outcome in ('', 'no_answer');
create index follow_ups_cohort on follow_ups (cohort_id);

create table booklet_entries (
    id text primary key,
    cohort_id text not null references cohorts (id),
    module_id text not null references modules (id),
    position integer not null,
    question text not null,
    answer text not null default '',
    written_by text not null references users (id),
    written_at timestamp not null,
    reviewed_by text references users (id),
    reviewed_at timestamp,
    version integer not null default 1,
    check (reviewed_by is null or reviewed_by <> written_by) -- rule 24
);
create index booklet_entries_cohort on booklet_entries (cohort_id, module_id, position);

-- +goose Down
drop table booklet_entries;
drop table follow_ups;
drop table answers;
drop table submissions;
drop table assignments;
