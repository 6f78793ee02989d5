-- +goose Up
-- What the team of a session would keep another time, and what it would change:
-- one text each, that names nobody; reports tell it where the team said so.
create table lessons (
    cohort_id text primary key references cohorts (id),
    to_keep text not null,
    to_change text not null,
    collected boolean not null,
    written_by text not null references users (id),
    written_at timestamp not null,
    version integer not null
);

-- +goose Down
drop table lessons;
