-- +goose Up
create table organisations (
    id text primary key,
    code text not null unique,
    kind text not null check (kind in ('carsat', 'cramif', 'cgss', 'cssm')),
    name text not null,
    time_zone text not null,
    phone text not null,
    phone_hours text not null default '',
    sender_name text not null,
    sender_email text not null,
    retention_months integer not null default 24 check (retention_months between 1 and 36),
    version integer not null default 1
);

create table units (
    id text primary key,
    organisation_id text not null references organisations (id),
    parent_id text references units (id),
    level text not null check (level in ('region', 'departement', 'unit')),
    code text not null,
    name text not null,
    version integer not null default 1,
    unique (organisation_id, code)
);
create index units_parent on units (parent_id);

create table users (
    id text primary key,
    organisation_id text not null references organisations (id),
    email text not null unique check (email = lower(email)),
    first_name text not null,
    last_name text not null,
    phone text not null default '',
    active boolean not null default true,
    created_at timestamptz not null,
    version integer not null default 1
);

create table credentials (
    user_id text primary key references users (id) on delete cascade,
    password_hash text not null,
    changed_at timestamptz not null
);

create table role_grants (
    user_id text not null references users (id) on delete cascade,
    role text not null check (role in ('social_worker', 'adviser', 'unit_manager', 'regional_manager',
                                       'technical_lead', 'statistician', 'admin')),
    unit_id text not null references units (id),
    from_date date not null,
    until_date date,
    primary key (user_id, role, unit_id, from_date)
);

create table sign_ins (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    token_hash text not null unique,
    device text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index sign_ins_user on sign_ins (user_id);

-- What the throttle counts: failed attempts by hashed subject (an address, an e-mail, a code page).
create table attempts (
    subject text not null,
    at timestamptz not null
);
create index attempts_subject on attempts (subject, at);

create table territories (
    insee text not null,
    organisation_id text not null references organisations (id),
    name text not null,
    departement text not null,
    postcodes text not null default '',
    zone text not null default '',
    population integer not null default 0,
    fragility integer not null default 0,
    fragility_from text not null default '',
    fragility_on date,
    primary key (insee, organisation_id)
);

create table partners (
    id text primary key,
    unit_id text not null references units (id),
    kind text not null,
    name text not null,
    since integer not null default 0,
    notes text not null default '',
    version integer not null default 1
);
create index partners_unit on partners (unit_id);

create table facilitators (
    id text primary key,
    partner_id text not null references partners (id),
    first_name text not null,
    last_name text not null,
    function text not null default '',
    email text not null default '',
    phone text not null default '',
    active boolean not null default true,
    version integer not null default 1
);
create index facilitators_partner on facilitators (partner_id);

create table agreements (
    id text primary key,
    partner_id text not null references partners (id),
    scope text not null,
    signed_on date,
    valid_from date not null,
    valid_until date,
    version integer not null default 1,
    check (valid_until is null or valid_until >= valid_from)
);
create index agreements_partner on agreements (partner_id);

create table sites (
    id text primary key,
    unit_id text not null references units (id),
    host_partner_id text references partners (id),
    name text not null,
    public_place text not null default '',
    street text not null,
    postcode text not null,
    city text not null,
    insee text not null default '',
    time_zone text not null,
    school_zone text not null default '' check (school_zone in ('', 'A', 'B', 'C')),
    step_free boolean not null default false,
    transport text not null default '',
    parking text not null default '',
    access_notes text not null default '',
    phone text not null default '',
    version integer not null default 1
);
create index sites_unit on sites (unit_id);

create table openings (
    site_id text not null references sites (id) on delete cascade,
    weekday integer not null check (weekday between 0 and 6), -- 0 is Sunday
    from_minute integer not null,
    until_minute integer not null,
    primary key (site_id, weekday, from_minute),
    check (from_minute >= 0 and until_minute <= 1440 and from_minute < until_minute)
);

create table rooms (
    id text primary key,
    site_id text not null references sites (id),
    name text not null,
    capacity integer not null check (capacity > 0),
    confidential boolean not null default true,
    version integer not null default 1
);
create index rooms_site on rooms (site_id);

create table closures (
    id text primary key,
    organisation_id text not null references organisations (id),
    site_id text references sites (id),
    from_date date not null,
    until_date date not null,
    label text not null,
    check (until_date >= from_date)
);
create index closures_site on closures (site_id);

-- School holidays imported over the shipped ones.
create table school_periods (
    organisation_id text not null references organisations (id),
    zone text not null check (zone in ('A', 'B', 'C')),
    from_date date not null,
    until_date date not null,
    name text not null,
    primary key (organisation_id, zone, from_date),
    check (until_date >= from_date)
);

-- +goose Down
drop table school_periods;
drop table closures;
drop table rooms;
drop table openings;
drop table sites;
drop table agreements;
drop table facilitators;
drop table partners;
drop table territories;
drop table attempts;
drop table sign_ins;
drop table role_grants;
drop table credentials;
drop table users;
drop table units;
drop table organisations;
