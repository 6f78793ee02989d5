-- +goose Up
-- A facilitator may want one mail for all her dates of a session.
alter table facilitators add column recap boolean not null default false;
create table recaps (
    cohort_id text not null references cohorts (id),
    facilitator_id text not null references facilitators (id),
    token_hash text not null unique,
    opened_at timestamptz not null,
    ended_at timestamptz,
    primary key (cohort_id, facilitator_id)
);

-- What each mail told, so that the next can say what changed.
create table recap_lines (
    message_id text not null references messages (id),
    meeting_id text not null references meetings (id),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    site_id text not null references sites (id),
    cancelled_at timestamptz,
    primary key (message_id, meeting_id)
);

alter table feeds drop constraint feeds_scope_check;
alter table feeds add constraint feeds_scope_check check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat', 'recap'));

-- +goose Down
delete from feeds where scope = 'recap';
alter table feeds drop constraint feeds_scope_check;
alter table feeds add constraint feeds_scope_check check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat'));
drop table recap_lines;
drop table recaps;
alter table facilitators drop column recap;
