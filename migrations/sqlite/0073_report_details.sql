-- +goose Up
-- What a report still lacked: what a situation is made of (« dont temps
-- partiel »), the socio-professional group of each person, and the booklets that
-- were given. Booklets touch their session when a row of their delivery changes,
-- and when the message that brings one leaves or fails.
alter table follow_ups add column whereof text not null default '';
alter table insured add column occupation_group text not null default '';

-- +goose StatementBegin
create trigger booklet_deliveries_touch_insert after insert on booklet_deliveries begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger booklet_deliveries_touch_update after update on booklet_deliveries begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger booklet_deliveries_touch_delete after delete on booklet_deliveries begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger messages_touch_insert after insert on messages
when new.sent_at is not null and new.dedupe_key like 'booklet:%' begin
    insert into cohort_touches select id from (select cohort_id as id from booklet_deliveries where id = substr(new.dedupe_key, 9)) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger messages_touch_update after update of sent_at, failed_at on messages
when new.dedupe_key like 'booklet:%' and (new.sent_at is not old.sent_at or new.failed_at is not old.failed_at) begin
    insert into cohort_touches select id from (select cohort_id as id from booklet_deliveries where id = substr(new.dedupe_key, 9)) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger messages_touch_delete after delete on messages
when old.dedupe_key like 'booklet:%' begin
    insert into cohort_touches select id from (select cohort_id as id from booklet_deliveries where id = substr(old.dedupe_key, 9)) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
create table tallies_again (
    cohort_id text not null references cohorts (id),
    kind text not null check (kind in ('age', 'pathology', 'occupation')),
    code text not null,
    n integer not null check (n > 0),
    primary key (cohort_id, kind, code)
);
insert into tallies_again select cohort_id, kind, code, n from cohort_tallies where kind in ('age', 'pathology', 'occupation');
drop table cohort_tallies;
alter table tallies_again rename to cohort_tallies;
-- +goose StatementBegin
create trigger cohort_tallies_touch_insert after insert on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_update after update on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_delete after delete on cohort_tallies begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
insert or ignore into cohort_touches (cohort_id) values (''); -- all are counted again

-- +goose Down
drop trigger messages_touch_delete;
drop trigger messages_touch_update;
drop trigger messages_touch_insert;
drop trigger booklet_deliveries_touch_delete;
drop trigger booklet_deliveries_touch_update;
drop trigger booklet_deliveries_touch_insert;
create table tallies_again (
    cohort_id text not null references cohorts (id),
    kind text not null check (kind in ('age', 'pathology')),
    code text not null,
    n integer not null check (n > 0),
    primary key (cohort_id, kind, code)
);
insert into tallies_again select cohort_id, kind, code, n from cohort_tallies where kind in ('age', 'pathology');
drop table cohort_tallies;
alter table tallies_again rename to cohort_tallies;
-- +goose StatementBegin
create trigger cohort_tallies_touch_insert after insert on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_update after update on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_delete after delete on cohort_tallies begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
alter table insured drop column occupation_group;
alter table follow_ups drop column whereof;
