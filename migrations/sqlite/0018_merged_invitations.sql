-- +goose Up
-- An invitation that another speaks for since two files were made one: the link
-- that was sent still opens her page.
alter table invitations add column merged_into text;

-- +goose Down
alter table invitations drop column merged_into;
