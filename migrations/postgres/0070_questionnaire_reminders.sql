-- +goose Up
-- Who has not answered is written to once more. The link is sealed beside its hash, to be repeated in that message, and
-- goes once it was used or can be used no more; a dump of the database holds none.
alter table assignments add column sealed bytea;
alter table assignments add column reminded_at timestamptz; -- null: not yet; never twice
alter table assignments add column held_at timestamptz; -- somebody put the reminders of the session off

-- +goose Down
alter table assignments drop column held_at;
alter table assignments drop column reminded_at;
alter table assignments drop column sealed;
