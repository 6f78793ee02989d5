-- +goose Up
create extension if not exists btree_gist;

create table cohorts (
    id text primary key,
    version_id text not null references programme_versions (id),
    unit_id text not null references units (id),
    label text not null,
    site_id text not null references sites (id),
    room_id text references rooms (id),
    lead_id text not null references users (id),
    second_id text references users (id),
    first_date date not null,
    start_minute integer not null check (start_minute between 0 and 1439),
    cadence_weeks integer not null check (cadence_weeks between 1 and 26),
    school_pause boolean not null default false,
    capacity integer not null check (capacity > 0),
    last_entry integer not null default 2,
    threshold integer not null default 3,
    notes text not null default '',
    created_by text not null references users (id),
    created_at timestamptz not null,
    recruiting_at timestamptz,
    confirmed_at timestamptz,
    postponed_at timestamptz,
    cancelled_at timestamptz,
    closed_at timestamptz,
    reason text not null default '',
    version integer not null default 1
);
create index cohorts_unit on cohorts (unit_id, first_date);
create index cohorts_version on cohorts (version_id);

create table meetings (
    id text primary key,
    cohort_id text not null references cohorts (id),
    module_id text references modules (id),
    kind text not null check (kind in ('module', 'supplementary')),
    position integer not null,
    date date not null,
    start_minute integer not null check (start_minute between 0 and 1439),
    minutes integer not null check (minutes between 15 and 720),
    zone text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    site_id text not null references sites (id),
    room_id text references rooms (id),
    held_at timestamptz,
    nobody_came boolean not null default false,
    cancelled_at timestamptz,
    cancel_reason text not null default '',
    uid text not null unique,
    sequence integer not null default 0,
    changed_at timestamptz not null,
    version integer not null default 1,
    unique (cohort_id, position),
    check (ends_at > starts_at)
);
create index meetings_time on meetings (starts_at);
create index meetings_site on meetings (site_id, starts_at);

create table moves (
    meeting_id text not null references meetings (id),
    from_start timestamptz not null,
    to_start timestamptz not null,
    reason text not null default '',
    by_user text not null references users (id),
    at timestamptz not null
);
create index moves_meeting on moves (meeting_id, at);

-- Rule 6: no room or person in two meetings that overlap, whoever writes.
create table bookings (
    meeting_id text not null references meetings (id) on delete cascade,
    resource text not null, -- "room:ID", "user:ID", "facilitator:ID"
    site_id text not null references sites (id),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (meeting_id, resource),
    check (ends_at > starts_at),
    constraint bookings_no_overlap exclude using gist (
        resource with =, tstzrange(starts_at, ends_at) with &&
    )
);
create index bookings_resource on bookings (resource, starts_at);

create table animations (
    id text primary key,
    meeting_id text not null references meetings (id),
    user_id text references users (id),
    facilitator_id text references facilitators (id),
    role text not null check (role in ('lead', 'co')),
    partner_kind text not null default '',
    asked_by text not null default 'social_worker' check (asked_by in ('social_worker', 'participants')),
    invited_at timestamptz,
    reply text not null default 'needs_action'
        check (reply in ('needs_action', 'accepted', 'tentative', 'declined')),
    replied_at timestamptz,
    comment text not null default '',
    token_hash text unique,
    sent_sequence integer not null default -1,
    removed_at timestamptz,
    created_at timestamptz not null,
    check (user_id is null or facilitator_id is null)
);
create index animations_meeting on animations (meeting_id);
create index animations_facilitator on animations (facilitator_id);
create index animations_user on animations (user_id);

create table feeds (
    id text primary key,
    scope text not null check (scope in ('user', 'facilitator')),
    owner text not null,
    name text not null,
    token_hash text not null unique,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index feeds_owner on feeds (scope, owner);

-- +goose Down
drop table feeds;
drop table animations;
drop table bookings;
drop table moves;
drop table meetings;
drop table cohorts;
