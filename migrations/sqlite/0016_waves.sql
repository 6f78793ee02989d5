-- +goose Up
-- Invitations sent together, what became of each, and who wishes to be left in
-- peace. No new reference on an old table: SQLite could not take it back.
create table waves (
    id text primary key,
    cohort_id text not null references cohorts (id),
    size integer not null check (size > 0),
    criteria text not null default '',
    channels text not null,
    send_at timestamp,
    reply_by text not null,
    remind_on text,
    created_by text not null references users (id),
    created_at timestamp not null
);
create index waves_cohort on waves (cohort_id, created_at);
create index waves_remind on waves (remind_on) where remind_on is not null;

alter table invitations add column wave_id text;
alter table invitations add column printed_at timestamp;
alter table invitations add column returned_at timestamp;
alter table invitations add column reminded_at timestamp;
create index invitations_wave on invitations (wave_id);
-- The letters of a whole organisation, for the print shop.
create index invitations_letters on invitations (cohort_id) where channel = 'letter' and sent_at is null;

-- The name under which a gateway tells what became of a message.
alter table messages add column receipt text;
alter table messages add column delivered_at timestamp;
create index messages_receipt on messages (receipt) where receipt is not null;

alter table insured add column paused_until text;
alter table insured add column address_wrong_on text;

-- +goose Down
alter table insured drop column address_wrong_on;
alter table insured drop column paused_until;
drop index messages_receipt;
alter table messages drop column delivered_at;
alter table messages drop column receipt;
drop index invitations_letters;
drop index invitations_wave;
alter table invitations drop column reminded_at;
alter table invitations drop column returned_at;
alter table invitations drop column printed_at;
alter table invitations drop column wave_id;
drop table waves;
