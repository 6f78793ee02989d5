-- +goose Up
alter table feeds drop constraint feeds_scope_check;
alter table feeds add constraint feeds_scope_check check (scope in ('user', 'facilitator', 'cohort', 'unit', 'site', 'room', 'seat'));

-- +goose Down
delete from feeds where scope not in ('user', 'facilitator');
alter table feeds drop constraint feeds_scope_check;
alter table feeds add constraint feeds_scope_check check (scope in ('user', 'facilitator'));
