-- +goose Up
-- What a person is signalled for, and the organisation's own words for the six
-- items of its fragility sheet, a line each.
alter table referrals add column purpose text not null default '';
alter table organisations add column fragility_items text not null default '';

-- +goose Down
alter table organisations drop column fragility_items;
alter table referrals drop column purpose;
