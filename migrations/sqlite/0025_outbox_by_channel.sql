-- +goose Up
-- What a runner looks for, in its order: ten thousand messages of one instant
-- need no sorting, and letters that wait for a hand are not in its way.
drop index messages_due;
create index messages_due on messages (channel, due_at, id) where sent_at is null and failed_at is null and dropped_at is null;

-- +goose Down
drop index messages_due;
create index messages_due on messages (due_at) where sent_at is null and failed_at is null and dropped_at is null;
