-- +goose Up
-- PostgreSQL tells by itself which transactions a reader sees; SQLite counts.
select 1;

-- +goose Down
select 1;
