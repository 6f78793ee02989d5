-- +goose Up
-- A referral that an import takes back goes with its checks.
create index eligibility_checks_referral on eligibility_checks (referral_id) where referral_id is not null;

-- +goose Down
drop index eligibility_checks_referral;
