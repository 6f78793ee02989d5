-- +goose Up
-- The secret address of each invitation, how its answer came, the mail that
-- came back and the addresses that take nothing.
alter table animations add column mail_hash text;
create unique index animations_mail on animations (mail_hash) where mail_hash is not null;
alter table animations add column reply_channel text not null default '';
alter table animations add column reply_stamp timestamp;

create table incoming (
    id text primary key,
    digest text not null unique,
    kind text not null check (kind in ('reply', 'counter', 'bounce', 'auto_reply', 'other')),
    verdict text not null,
    unit_id text references units (id),
    meeting_id text references meetings (id) on delete cascade,
    animation_id text references animations (id) on delete cascade,
    message_id text,
    reply text not null default '',
    starts_at timestamp,
    ends_at timestamp,
    sealed blob,
    raw blob,
    received_at timestamp not null,
    settled_at timestamp,
    settled_by text references users (id)
);
create index incoming_meeting on incoming (meeting_id, received_at);
create index incoming_received on incoming (received_at);

-- One line for each person and address: an address that was changed is another.
create table returned_addresses (
    key text not null, -- blind index of the address
    owner text not null, -- "facilitator:ID", "insured:ID", "user:ID"
    unit_id text not null references units (id),
    status text not null,
    returned_at timestamp not null,
    primary key (key, owner)
);
create index returned_addresses_unit on returned_addresses (unit_id);

-- +goose Down
drop table returned_addresses;
drop table incoming;
alter table animations drop column reply_stamp;
alter table animations drop column reply_channel;
drop index animations_mail;
alter table animations drop column mail_hash;
