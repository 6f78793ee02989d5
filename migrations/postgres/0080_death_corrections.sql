-- +goose Up
-- A death noted by mistake: asked to be undone by whoever follows the person, decided by a manager, with what had been
-- stopped meanwhile.
create table death_corrections (
    id text primary key,
    insured_id text not null references insured (id),
    unit_id text not null references units (id),
    noted_on date not null,
    reason text not null,
    asked_by text not null references users (id),
    asked_at timestamptz not null,
    decided_by text references users (id),
    decided_at timestamptz,
    undone boolean not null default false,
    messages integer not null default 0,
    seats integer not null default 0,
    follow_ups integer not null default 0,
    check (decided_by is null or decided_by <> asked_by)
);
create unique index death_corrections_open on death_corrections (insured_id) where decided_at is null;
create index death_corrections_insured on death_corrections (insured_id);

-- +goose Down
drop table death_corrections;
