-- +goose Up
-- Where communes are, and how many of their people are on leave: whom to ask first.
alter table territories add column on_leave integer not null default 0;
alter table territories add column latitude real not null default 0;
alter table territories add column longitude real not null default 0;

-- +goose Down
alter table territories drop column longitude;
alter table territories drop column latitude;
alter table territories drop column on_leave;
