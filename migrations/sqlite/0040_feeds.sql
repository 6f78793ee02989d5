-- +goose Up
create table feeds_wider (
    id text primary key,
    scope text not null check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat')),
    owner text not null,
    name text not null,
    token_hash text not null unique,
    created_at timestamp not null,
    last_used_at timestamp,
    revoked_at timestamp
);
insert into feeds_wider select id, scope, owner, name, token_hash, created_at, last_used_at, revoked_at from feeds;
drop table feeds;
alter table feeds_wider rename to feeds;
create index feeds_owner on feeds (scope, owner);

-- +goose Down
delete from feeds where scope not in ('user', 'facilitator');
create table feeds_narrow (
    id text primary key,
    scope text not null check (scope in ('user', 'facilitator')),
    owner text not null,
    name text not null,
    token_hash text not null unique,
    created_at timestamp not null,
    last_used_at timestamp,
    revoked_at timestamp
);
insert into feeds_narrow select id, scope, owner, name, token_hash, created_at, last_used_at, revoked_at from feeds;
drop table feeds;
alter table feeds_narrow rename to feeds;
create index feeds_owner on feeds (scope, owner);
