-- +goose Up
-- A line of a sheet's history may be a participant's own: she announced an absence
-- by her link, or signed in on the room's tablet. mark is what a tablet named its
-- mark with, so that a mark sent twice is one mark.
alter table attendance_changes alter column by_user drop not null; -- null: the participant herself
alter table attendance_changes add column mark text unique;

-- Who was in the room and is not enrolled: counted apart (rule 19).
create table visitors (
    id text primary key,
    meeting_id text not null references meetings (id),
    kind text not null check (kind in ('witness', 'carer', 'interpreter', 'to_enrol', 'trainee', 'other')),
    name text not null default '',
    added_by text not null references users (id),
    added_at timestamptz not null
);
create index visitors_meeting on visitors (meeting_id, added_at);

-- Calls to participants while their session runs: before a meeting to who gets no
-- mail, after an absence nobody announced, when the minimum is out of reach.
create table phone_calls (
    id text primary key,
    cohort_id text not null references cohorts (id),
    enrolment_id text not null references enrolments (id),
    meeting_id text references meetings (id),
    purpose text not null check (purpose in ('reminder', 'absence', 'out_of_reach')),
    outcome text not null check (outcome in ('reached', 'message_left', 'no_answer', 'wrong_number')),
    next_step text not null check (next_step in ('comes', 'call_again', 'individual', 'leaves', 'nothing')),
    called_by text not null references users (id),
    called_at timestamptz not null
);
create index phone_calls_enrolment on phone_calls (enrolment_id, purpose, called_at);
create index phone_calls_cohort on phone_calls (cohort_id, called_at);

-- The room's tablet, on which participants of one meeting sign in, for its day.
create table kiosks (
    id text primary key,
    meeting_id text not null references meetings (id),
    token_hash text not null unique,
    opened_by text not null references users (id),
    opened_at timestamptz not null,
    closes_at timestamptz not null,
    closed_at timestamptz
);
create index kiosks_meeting on kiosks (meeting_id);

-- +goose Down
drop table kiosks;
drop table phone_calls;
drop table visitors;
-- The tables before this knew agents alone: what participants did is left out.
delete from attendance_changes where by_user is null;
alter table attendance_changes drop column mark;
alter table attendance_changes alter column by_user set not null;
