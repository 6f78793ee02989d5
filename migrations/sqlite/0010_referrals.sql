-- +goose Up
-- What brings people to the service, and what was found of it.
create table referrals (
    id text primary key,
    insured_id text not null references insured (id),
    unit_id text not null references units (id),
    source text not null,
    reference text,
    received_on text not null,
    leave_start text,
    leave_end text,
    leave_kind text not null default '' check (leave_kind in ('', 'illness', 'work_accident', 'occupational_disease')),
    leave_time text not null default '' check (leave_time in ('', 'full', 'therapeutic_part_time')),
    part_time_from text,
    contract_on text,
    invalidity text not null default '',
    invalidity_on text,
    scheme text not null default '',
    followed text not null default '' check (followed in ('', 'yes', 'no')),
    followed_since text,
    low_allowance text not null default '' check (low_allowance in ('', 'yes', 'no')),
    low_per_head text not null default '' check (low_per_head in ('', 'yes', 'no')),
    solidarity_cover text not null default '' check (solidarity_cover in ('', 'yes', 'no')),
    long_illness text not null default '' check (long_illness in ('', 'yes', 'no')),
    fragility text not null default '',
    closed_at timestamp,
    closed_by text references users (id),
    created_at timestamp not null,
    version integer not null default 1
);
create index referrals_insured on referrals (insured_id, received_on);
create index referrals_unit on referrals (unit_id, received_on);
-- A source's own number stands for one referral.
create unique index referrals_reference on referrals (unit_id, source, reference) where reference is not null;

create table eligibility_checks (
    id text primary key,
    insured_id text not null references insured (id),
    referral_id text references referrals (id),
    version_id text not null references programme_versions (id),
    rules_hash text not null,
    checked_on text not null,
    outcome text not null check (outcome in ('collective', 'individual_first', 'not_eligible', 'incomplete', 'not_yet')),
    becomes_on text,
    results text not null default '[]', -- JSON
    checked_by text not null,
    checked_at timestamp not null,
    overridden text not null default '' check (overridden in ('', 'collective', 'individual_first', 'not_eligible')),
    overridden_by text references users (id),
    override_reason text not null default '',
    overridden_at timestamp,
    check ((overridden = '') = (overridden_at is null))
);
create index eligibility_checks_insured on eligibility_checks (insured_id, version_id, checked_at);
create index eligibility_checks_version on eligibility_checks (version_id, outcome);

create table redirections (
    id text primary key,
    referral_id text not null references referrals (id),
    insured_id text not null references insured (id),
    reason text not null,
    target text not null,
    note text not null default '',
    by_user text not null references users (id),
    at timestamp not null
);
create index redirections_referral on redirections (referral_id);
create index redirections_insured on redirections (insured_id);

-- +goose Down
drop table redirections;
drop table eligibility_checks;
drop table referrals;
