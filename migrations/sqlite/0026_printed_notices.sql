-- +goose Up
-- When a letter of the outbox was last printed: an offered place, a date that
-- changed. An invitation on paper keeps its own.
alter table messages add column printed_at timestamp;

-- +goose Down
alter table messages drop column printed_at;
