-- +goose Up
-- The outbox: written with the change, sent after it.
create table messages (
    id text primary key,
    unit_id text not null references units (id),
    channel text not null check (channel in ('mail', 'letter', 'sms')),
    kind text not null,
    dedupe_key text not null unique,
    thread text not null,
    thread_order integer not null,
    cohort_id text references cohorts (id),
    meeting_id text references meetings (id),
    insured_id text references insured (id),
    recipient text not null,
    sealed blob not null,
    due_at timestamp not null,
    grace_at timestamp,
    created_at timestamp not null,
    attempts integer not null default 0,
    leased_at timestamp,
    sent_at timestamp,
    failed_at timestamp,
    error text not null default '',
    dropped_at timestamp
);
-- What the runner looks for.
create index messages_due on messages (due_at) where sent_at is null and failed_at is null and dropped_at is null;
create index messages_thread on messages (thread, thread_order);
create index messages_unit on messages (unit_id, created_at);
create index messages_insured on messages (insured_id, due_at);

create table audit_events (
    seq bigint primary key,
    id text not null unique,
    at timestamp not null,
    actor text not null,
    verb text not null,
    subject text not null,
    unit_id text references units (id),
    fields text not null default '{}',
    reason text not null default '',
    previous text not null,
    hash text not null
);
create index audit_events_subject on audit_events (subject, seq);

create table idempotency_keys (
    key text not null,
    actor text not null,
    route text not null,
    request_hash text not null,
    status integer not null default 0, -- 0: still running
    content_type text not null default '',
    body blob,
    created_at timestamp not null,
    primary key (key, actor, route)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- +goose Down
drop table idempotency_keys;
drop table audit_events;
drop table messages;
