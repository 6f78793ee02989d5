-- +goose Up
create table questionnaires (
    id text primary key,
    organisation_id text not null references organisations (id),
    code text not null, -- stable across numbers
    number integer not null,
    title text not null,
    opening text not null default '',
    closing text not null default '',
    anonymous boolean not null default true,
    created_at timestamp not null,
    frozen_at timestamp, -- first sent: its questions no longer change
    version integer not null default 1,
    unique (organisation_id, code, number)
);

create table questions (
    id text primary key,
    questionnaire_id text not null references questionnaires (id) on delete cascade,
    position integer not null,
    key text not null, -- what results are compared on (rule 22)
    kind text not null check (kind in ('scale', 'single', 'multiple', 'yes_no', 'number', 'text', 'date')),
    text text not null,
    help text not null default '',
    about text not null default 'whole' check (about in ('whole', 'module', 'facilitator', 'site')),
    options text, -- JSON list of Code and Label; null: none
    lowest integer not null default 0,
    highest integer not null default 0,
    required boolean not null default false,
    show_if_question text not null default '',
    show_if_value text not null default '',
    unique (questionnaire_id, position),
    unique (questionnaire_id, key)
);

create table programmes (
    id text primary key,
    unit_id text not null references units (id),
    code text not null,
    copied_from_id text, -- references programme_versions (id), rule 32
    created_at timestamp not null,
    unique (unit_id, code)
);

create table programme_versions (
    id text primary key,
    programme_id text not null references programmes (id),
    number integer not null,
    title text not null,
    public_title text not null,
    axis text not null,
    problem text not null default '',
    context text not null default '',
    public text not null default '',
    objectives text not null default '',
    method text not null default '',
    group_min integer not null,
    group_max integer not null,
    cadence_weeks integer not null default 1 check (cadence_weeks between 1 and 26),
    pause_for_school boolean not null default false,
    follow_up_months integer not null default 6 check (follow_up_months between 0 and 24),
    questionnaire_id text references questionnaires (id),
    created_by text not null references users (id),
    created_at timestamp not null,
    submitted_by text references users (id),
    submitted_at timestamp,
    content_hash text not null default '',
    retired_at timestamp,
    version integer not null default 1,
    unique (programme_id, number),
    check (group_min between 1 and group_max)
);

create table modules (
    id text primary key,
    version_id text not null references programme_versions (id) on delete cascade,
    position integer not null check (position > 0),
    title text not null,
    part integer not null default 0,
    parts integer not null default 0,
    kind text not null check (kind in ('presentation', 'ice_breaker', 'content', 'closing')),
    minutes integer not null check (minutes between 15 and 720),
    partners text not null default '', -- required kinds, separated by spaces
    testimony boolean not null default false,
    message text not null default '',
    method text not null default '',
    to_bring text not null default '',
    unique (version_id, position)
);

create table guide_steps (
    module_id text not null references modules (id) on delete cascade,
    position integer not null,
    minutes integer not null check (minutes >= 0),
    title text not null,
    detail text not null default '',
    primary key (module_id, position)
);

create table resources (
    id text primary key,
    module_id text not null references modules (id) on delete cascade,
    position integer not null,
    kind text not null check (kind in ('film', 'clip', 'aide_memoire', 'slides', 'other')),
    title text not null,
    link text not null default '',
    file_name text not null default '',
    file_type text not null default '',
    file_bytes integer not null default 0,
    file_hash text not null default '' -- sha-256, part of the version's content hash
);
create index resources_module on resources (module_id);

create table resource_files (
    resource_id text primary key references resources (id) on delete cascade,
    content blob not null
);

create table eligibility_rules (
    id text primary key,
    version_id text not null references programme_versions (id) on delete cascade,
    position integer not null,
    key text not null,
    parameters text not null default '{}',
    source text not null default '',
    blocks boolean not null default true,
    unique (version_id, position)
);

create table approvals (
    id text primary key,
    version_id text not null references programme_versions (id),
    level text not null check (level in ('local', 'regional')),
    verdict text not null check (verdict in ('approved', 'changes_requested', 'rejected')),
    user_id text not null references users (id),
    comment text not null default '',
    content_hash text not null,
    at timestamp not null,
    unique (version_id, level)
);

-- +goose Down
drop table approvals;
drop table eligibility_rules;
drop table resource_files;
drop table resources;
drop table guide_steps;
drop table modules;
drop table programme_versions;
drop table programmes;
drop table questions;
drop table questionnaires;
