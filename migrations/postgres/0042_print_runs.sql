-- +goose Up
-- Letters that become one PDF in the background, sealed piece by piece until
-- they are printed.
create table print_runs (
    id text primary key,
    asked_by text not null references users (id),
    asked_at timestamptz not null,
    cohort_id text references cohorts (id), -- null: every session
    units text not null,
    wanted integer not null,
    begun_at timestamptz,
    beat_at timestamptz,
    done integer not null default 0,
    written integer not null default 0,
    parts integer not null default 0,
    bytes bigint not null default 0,
    ready_at timestamptz,
    forgotten_at timestamptz,
    version integer not null default 1
);
-- What is still to be drawn or to go: few rows of many.
create index print_runs_kept on print_runs (asked_by, id) where forgotten_at is null;

create table print_run_letters (
    run_id text not null references print_runs (id) on delete cascade,
    number integer not null,
    cohort_id text not null references cohorts (id),
    invitation_id text references invitations (id) on delete cascade,
    message_id text references messages (id) on delete cascade,
    page integer not null default 0, -- where it begins; 0: it was not written
    primary key (run_id, number)
);
create index print_run_letters_invitation on print_run_letters (invitation_id);
create index print_run_letters_message on print_run_letters (message_id);

create table print_run_parts (
    run_id text not null references print_runs (id) on delete cascade,
    number integer not null,
    sealed bytea not null,
    primary key (run_id, number)
);

-- +goose Down
drop table print_run_parts;
drop table print_run_letters;
drop table print_runs;
