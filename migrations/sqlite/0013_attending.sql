-- +goose Up
-- A line of a sheet's history may be a participant's own: she announced an absence
-- by her link, or signed in on the room's tablet. mark is what a tablet named its
-- mark with, so that a mark sent twice is one mark.
create table attendance_changes_new (
    attendance_id text not null references attendances (id),
    from_status text not null,
    to_status text not null,
    reason text not null default '',
    by_user text references users (id), -- null: the participant herself
    at timestamp not null,
    mark text unique
);
insert into attendance_changes_new (attendance_id, from_status, to_status, reason, by_user, at)
    select attendance_id, from_status, to_status, reason, by_user, at from attendance_changes;
drop table attendance_changes;
alter table attendance_changes_new rename to attendance_changes;
create index attendance_changes_attendance on attendance_changes (attendance_id, at);

-- Who was in the room and is not enrolled: counted apart (rule 19).
create table visitors (
    id text primary key,
    meeting_id text not null references meetings (id),
    kind text not null check (kind in ('witness', 'carer', 'interpreter', 'to_enrol', 'trainee', 'other')),
    name text not null default '',
    added_by text not null references users (id),
    added_at timestamp not null
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
    called_at timestamp not null
);
create index phone_calls_enrolment on phone_calls (enrolment_id, purpose, called_at);
create index phone_calls_cohort on phone_calls (cohort_id, called_at);

-- The room's tablet, on which participants of one meeting sign in, for its day.
create table kiosks (
    id text primary key,
    meeting_id text not null references meetings (id),
    token_hash text not null unique,
    opened_by text not null references users (id),
    opened_at timestamp not null,
    closes_at timestamp not null,
    closed_at timestamp
);
create index kiosks_meeting on kiosks (meeting_id);

-- +goose Down
drop table kiosks;
drop table phone_calls;
drop table visitors;
create table attendance_changes_old (
    attendance_id text not null references attendances (id),
    from_status text not null,
    to_status text not null,
    reason text not null default '',
    by_user text not null references users (id),
    at timestamp not null
);
-- The tables before this knew agents alone: what participants did is left out.
insert into attendance_changes_old (attendance_id, from_status, to_status, reason, by_user, at)
    select attendance_id, from_status, to_status, reason, by_user, at from attendance_changes where by_user is not null;
drop table attendance_changes;
alter table attendance_changes_old rename to attendance_changes;
create index attendance_changes_attendance on attendance_changes (attendance_id, at);
