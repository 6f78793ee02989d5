-- +goose Up
-- Files brought in: staged, reviewed, applied as one batch, undone as one.
alter table organisations add column nir_allowed boolean not null default false;

-- Apart from the person, so that no list, export or log can meet it.
create table insured_nirs (
    insured_id text primary key references insured (id) on delete cascade,
    nir_key text not null, -- blind index
    sealed bytea not null,
    set_at timestamptz not null
);
create index insured_nirs_key on insured_nirs (nir_key);

create table imports (
    id text primary key,
    organisation_id text not null references organisations (id),
    unit_id text not null references units (id),
    source text not null default '',
    received_on date,
    asked_by text not null references users (id),
    asked_at timestamptz not null,
    bytes bigint not null default 0,
    parts integer not null default 0,
    uploaded_at timestamptz,
    kind text not null default '',
    encoding text not null default '',
    separator text not null default '',
    sheet text not null default '',
    fields text not null default '',
    header bytea,
    guessed boolean not null default true,
    beat_at timestamptz,
    read bigint not null default 0,
    rows integer not null default 0,
    checked_at timestamptz,
    confirmed_by text references users (id),
    confirmed_at timestamptz,
    wanted integer not null default 0,
    done integer not null default 0,
    line integer not null default 0,
    applied_at timestamptz,
    undo_by text references users (id),
    undo_at timestamptz,
    undone integer not null default 0,
    undo_line integer not null default 0,
    undone_at timestamptz,
    failed_at timestamptz,
    failure text not null default '',
    failure_line integer not null default 0,
    abandoned_at timestamptz,
    purged_at timestamptz,
    version integer not null default 1
);
create index imports_unit on imports (unit_id, id);
-- What is still to be done or to go: few rows of many.
create index imports_kept on imports (id) where purged_at is null;

create table import_parts (
    import_id text not null references imports (id) on delete cascade,
    number integer not null,
    sealed bytea not null,
    primary key (import_id, number)
);

create table import_rows (
    import_id text not null references imports (id) on delete cascade,
    line integer not null,
    verdict text not null check (verdict in ('in_error', 'ambiguous', 'to_create', 'to_update', 'up_to_date', 'left_out')),
    sealed bytea not null,
    faults text not null default '', -- JSON
    twin text not null default '',
    choice text not null default '',
    insured_id text,
    changed text not null default '',
    fixed_at timestamptz,
    primary key (import_id, line)
);
create index import_rows_verdict on import_rows (import_id, verdict, line);
create index import_rows_twin on import_rows (import_id, twin);

create table import_changes (
    import_id text not null references imports (id) on delete cascade,
    line integer not null,
    insured_id text not null,
    referral_id text,
    new_insured boolean not null,
    new_referral boolean not null,
    after text not null,
    before bytea,
    outcome text not null default '' check (outcome in ('', 'moved', 'undone', 'edited', 'attached')),
    primary key (import_id, line)
);
-- What a person must be told of: few rows of many.
create index import_changes_left on import_changes (import_id, line) where outcome in ('moved', 'edited', 'attached');

-- How the files of a source were read the last time, in a unit.
create table import_formats (
    unit_id text not null references units (id),
    source text not null,
    encoding text not null,
    separator text not null,
    fields text not null, -- JSON: blind index of a heading to its field
    saved_at timestamptz not null,
    primary key (unit_id, source)
);

-- +goose Down
drop table import_formats;
drop table import_changes;
drop table import_rows;
drop table import_parts;
drop table imports;
drop table insured_nirs;
alter table organisations drop column nir_allowed;
