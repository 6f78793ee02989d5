-- +goose Up
-- How each person is proposed the point à six mois, every attempt to reach
-- her, and the link by which she answers herself.
alter table follow_ups drop constraint follow_ups_source_check;
alter table follow_ups add constraint follow_ups_source_check check (source in ('', 'phone', 'mail', 'link', 'meeting', 'visit', 'file', 'other'));
alter table follow_ups add column proposed_at timestamptz;
alter table follow_ups add column proposed_by text not null default '';
alter table follow_ups add column token_hash text;
alter table follow_ups add column comes text not null default '';
create unique index follow_ups_token on follow_ups (token_hash) where token_hash is not null;

create table follow_up_attempts (
    id text primary key,
    follow_up_id text not null references follow_ups (id),
    way text not null check (way in ('phone', 'mail', 'sms', 'letter', 'meeting')),
    outcome text not null check (outcome in ('reached', 'message_left', 'no_answer', 'wrong_number', 'sent', 'bounced', 'returned', 'absent')),
    next_on date,
    by_user text references users (id),
    at timestamptz not null
);
create index follow_up_attempts_of on follow_up_attempts (follow_up_id, at);

-- +goose Down
drop table follow_up_attempts;
drop index follow_ups_token;
alter table follow_ups drop column comes;
alter table follow_ups drop column token_hash;
alter table follow_ups drop column proposed_by;
alter table follow_ups drop column proposed_at;
alter table follow_ups drop constraint follow_ups_source_check;
update follow_ups set source = case source when 'link' then 'mail' when 'meeting' then 'visit' else source end where source in ('link', 'meeting');
alter table follow_ups add constraint follow_ups_source_check check (source in ('', 'phone', 'mail', 'visit', 'file', 'other'));
