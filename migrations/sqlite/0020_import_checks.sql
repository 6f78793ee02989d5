-- +goose Up
-- Whom an import changed is examined after it; and what changes under a human's
-- decision is said beside it.
alter table imports add column to_examine integer not null default 0;
alter table imports add column examined integer not null default 0;
alter table imports add column examine_line integer not null default 0;
alter table imports add column examined_at timestamp;
-- Imports from before are left as they were.
update imports set examined_at = coalesce(undone_at, applied_at) where applied_at is not null;
alter table eligibility_checks add column review text not null default '';

-- +goose Down
alter table eligibility_checks drop column review;
alter table imports drop column examined_at;
alter table imports drop column examine_line;
alter table imports drop column examined;
alter table imports drop column to_examine;
