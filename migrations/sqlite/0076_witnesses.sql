-- +goose Up
-- Témoins: who agrees to testify, of which subjects, until when; to which
-- meeting each was asked, and what became of it. What she answers six months
-- after only tells that she may be asked.
create table witness_themes (
    organisation_id text not null references organisations (id),
    id text not null,
    label text not null,
    position integer not null,
    retired_at timestamp,
    primary key (organisation_id, id)
);

create table witnesses (
    id text primary key,
    insured_id text not null references insured (id),
    asked_by text references users (id),
    asked_at timestamp,
    given_on text,
    way text not null default '' check (way in ('', 'written', 'phone', 'link')),
    forms text not null default '',
    themes text not null default '',
    limits text not null default '',
    own_unit boolean not null default false,
    most_a_year integer not null default 0 check (most_a_year between 0 and 12),
    valid_until text,
    token_hash text unique,
    recorded_by text references users (id),
    recorded_at timestamp,
    withdrawn_at timestamp,
    withdrawn_by text not null default '',
    version integer not null default 1,
    check (given_on is null or valid_until is not null)
);
create unique index witnesses_standing on witnesses (insured_id) where withdrawn_at is null;
create index witnesses_of on witnesses (insured_id);

create table testimonies (
    id text primary key,
    insured_id text not null references insured (id),
    meeting_id text not null references meetings (id),
    form text not null check (form in ('in_person', 'in_writing', 'audio')),
    channel text not null default '' check (channel in ('', 'mail', 'sms', 'letter')),
    token_hash text unique,
    asked_by text not null references users (id),
    asked_at timestamp not null,
    answer_by text not null,
    reply text not null default '' check (reply in ('', 'yes', 'no')),
    reply_for timestamp,
    replied_at timestamp,
    replied_by text references users (id),
    confirmed_by text references users (id),
    confirmed_at timestamp,
    cancelled_at timestamp,
    cancelled_by text not null default '' check (cancelled_by in ('', 'organiser', 'meeting', 'withdrawn')),
    outcome text not null default '' check (outcome in ('', 'came', 'absent')),
    note text not null default '',
    noted_by text references users (id),
    noted_at timestamp,
    version integer not null default 1
);
create unique index testimonies_open on testimonies (meeting_id, insured_id) where cancelled_at is null;
create index testimonies_of on testimonies (insured_id);

alter table follow_ups add column testifies text not null default '';

-- +goose Down
alter table follow_ups drop column testifies;
drop table testimonies;
drop table witnesses;
drop table witness_themes;
