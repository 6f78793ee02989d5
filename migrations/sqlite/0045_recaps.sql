-- +goose Up
-- A facilitator may want one mail for all her dates of a session.
alter table facilitators add column recap boolean not null default false;
create table recaps (
    cohort_id text not null references cohorts (id),
    facilitator_id text not null references facilitators (id),
    token_hash text not null unique,
    opened_at timestamp not null,
    ended_at timestamp,
    primary key (cohort_id, facilitator_id)
);

-- What each mail told, so that the next can say what changed.
create table recap_lines (
    message_id text not null references messages (id),
    meeting_id text not null references meetings (id),
    starts_at timestamp not null,
    ends_at timestamp not null,
    site_id text not null references sites (id),
    cancelled_at timestamp,
    primary key (message_id, meeting_id)
);

create table feeds_other (
    id text primary key,
    scope text not null check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat', 'recap')),
    owner text not null,
    name text not null,
    token_hash text not null unique,
    created_at timestamp not null,
    last_used_at timestamp,
    revoked_at timestamp
);
insert into feeds_other select id, scope, owner, name, token_hash, created_at, last_used_at, revoked_at from feeds;
drop table feeds;
alter table feeds_other rename to feeds;
create index feeds_owner on feeds (scope, owner);

-- +goose Down
delete from feeds where scope = 'recap';
create table feeds_other (
    id text primary key,
    scope text not null check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat')),
    owner text not null,
    name text not null,
    token_hash text not null unique,
    created_at timestamp not null,
    last_used_at timestamp,
    revoked_at timestamp
);
insert into feeds_other select id, scope, owner, name, token_hash, created_at, last_used_at, revoked_at from feeds;
drop table feeds;
alter table feeds_other rename to feeds;
create index feeds_owner on feeds (scope, owner);
drop table recap_lines;
drop table recaps;
alter table facilitators drop column recap;
