-- +goose Up
-- What a report still lacked: what a situation is made of (« dont temps
-- partiel »), the socio-professional group of each person, and the booklets that
-- were given. Booklets touch their session when a row of their delivery changes,
-- and when the message that brings one leaves or fails.
alter table follow_ups add column whereof text not null default '';
alter table insured add column occupation_group text not null default '';

create trigger booklet_deliveries_touch_insert after insert on booklet_deliveries
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger booklet_deliveries_touch_update after update on booklet_deliveries
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger booklet_deliveries_touch_delete after delete on booklet_deliveries
referencing old table as changed for each statement execute function touch_by_cohort_id();

-- +goose StatementBegin
create function touch_by_booklet_message() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select d.cohort_id from booklet_deliveries d where d.id = substr(coalesce(new.dedupe_key, old.dedupe_key), 9);
    return null;
end $$;
-- +goose StatementEnd

create trigger messages_touch_insert after insert on messages
for each row when (new.sent_at is not null and new.dedupe_key like 'booklet:%') execute function touch_by_booklet_message();
create trigger messages_touch_update after update of sent_at, failed_at on messages
for each row when (new.dedupe_key like 'booklet:%' and (new.sent_at, new.failed_at) is distinct from (old.sent_at, old.failed_at))
execute function touch_by_booklet_message();
create trigger messages_touch_delete after delete on messages
for each row when (old.dedupe_key like 'booklet:%') execute function touch_by_booklet_message();
alter table cohort_tallies drop constraint cohort_tallies_kind_check;
alter table cohort_tallies add constraint cohort_tallies_kind_check check (kind in ('age', 'pathology', 'occupation'));
insert into cohort_touches (cohort_id) values (''); -- all are counted again

-- +goose Down
drop trigger messages_touch_delete on messages;
drop trigger messages_touch_update on messages;
drop trigger messages_touch_insert on messages;
drop function touch_by_booklet_message();
drop trigger booklet_deliveries_touch_delete on booklet_deliveries;
drop trigger booklet_deliveries_touch_update on booklet_deliveries;
drop trigger booklet_deliveries_touch_insert on booklet_deliveries;
delete from cohort_tallies where kind = 'occupation';
alter table cohort_tallies drop constraint cohort_tallies_kind_check;
alter table cohort_tallies add constraint cohort_tallies_kind_check check (kind in ('age', 'pathology'));
alter table insured drop column occupation_group;
alter table follow_ups drop column whereof;
