-- +goose Up
-- How often something was written: what was made from the same count is still
-- true. PostgreSQL tells this by itself.
create table commits (n integer not null);
insert into commits values (0);

-- +goose Down
drop table commits;
