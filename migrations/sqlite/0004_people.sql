-- +goose Up
create table insured (
    id text primary key,
    unit_id text not null references units (id),
    internal_number text,
    first_name text not null,
    last_name text not null,
    birth_date text,
    gender text not null default '' check (gender in ('', 'f', 'm')),
    street text not null default '',
    postcode text not null default '',
    city text not null default '',
    insee text not null default '',
    email text not null default '',
    phone text not null default '',
    mail_consent boolean not null default false,
    sms_consent boolean not null default false,
    letter_consent boolean not null default false,
    language text not null default 'fr',
    pathology text not null default '',
    occupation text not null default '',
    contract text not null default '',
    notes text not null default '',
    deceased_on text,
    created_at timestamp not null,
    version integer not null default 1,
    folded text not null default '', -- last then first name, without accents, capitals or hyphens: what is searched and sorted
    unique (unit_id, internal_number)
);
create index insured_name on insured (unit_id, folded, id);
create index insured_birth on insured (birth_date);

create table invitations (
    id text primary key,
    cohort_id text not null references cohorts (id),
    insured_id text not null references insured (id),
    channel text not null check (channel in ('mail', 'letter', 'sms')),
    token_hash text not null unique,
    code_hash text not null unique,
    prepared_by text not null references users (id),
    prepared_at timestamp not null,
    sent_at timestamp,
    reply_by text,
    reply text not null default '' check (reply in ('', 'accepts', 'declines', 'call_me')),
    reason text not null default '',
    comment text not null default '',
    replied_at timestamp,
    called_at timestamp,
    withdrawn_at timestamp,
    sealed blob -- link and code, to repeat them in later messages; only the keyset opens it
);
create unique index invitations_one_open on invitations (cohort_id, insured_id) where withdrawn_at is null;
create index invitations_insured on invitations (insured_id);

create table enrolments (
    id text primary key,
    cohort_id text not null references cohorts (id),
    insured_id text not null references insured (id),
    invitation_id text references invitations (id),
    state text not null check (state in ('enrolled', 'waitlisted', 'offered', 'offer_expired',
                                         'withdrawn', 'dropped_out', 'deceased')),
    reason text not null default '',
    ranked_at timestamp not null,
    priority integer not null default 0,
    priority_reason text not null default '',
    offered_until timestamp,
    enrolled_at timestamp,
    left_at timestamp,
    created_at timestamp not null,
    version integer not null default 1
);
-- Rule 9: one open enrolment per person and cohort.
create unique index enrolments_one_open on enrolments (cohort_id, insured_id)
    where state in ('enrolled', 'offered', 'waitlisted');
create index enrolments_cohort on enrolments (cohort_id, state);
-- What the runner looks for: offers past their deadline, and whom to offer next.
create index enrolments_offers on enrolments (state, offered_until) where state in ('offered', 'waitlisted');
create index enrolments_insured on enrolments (insured_id);

create table enrolment_changes (
    enrolment_id text not null references enrolments (id),
    from_state text not null,
    to_state text not null,
    reason text not null default '',
    by text not null,
    at timestamp not null
);
create index enrolment_changes_enrolment on enrolment_changes (enrolment_id, at);

create table attendances (
    id text primary key,
    meeting_id text not null references meetings (id),
    enrolment_id text not null references enrolments (id),
    status text not null check (status in ('expected', 'present', 'partial', 'absent_excused',
                                           'absent_unexcused', 'not_concerned')),
    reason text not null default '',
    minutes_missed integer not null default 0 check (minutes_missed >= 0),
    announced_at timestamp,
    marked_by text references users (id),
    marked_at timestamp,
    version integer not null default 1,
    unique (meeting_id, enrolment_id)
);
create index attendances_enrolment on attendances (enrolment_id);

create table attendance_changes (
    attendance_id text not null references attendances (id),
    from_status text not null,
    to_status text not null,
    reason text not null default '',
    by_user text not null references users (id),
    at timestamp not null
);
create index attendance_changes_attendance on attendance_changes (attendance_id, at);

-- +goose Down
drop table attendance_changes;
drop table attendances;
drop table enrolment_changes;
drop table enrolments;
drop table invitations;
drop table insured;
