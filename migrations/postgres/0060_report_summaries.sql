-- +goose Up
-- What reports count of each session, kept up: reading a nation's ten years adds
-- up months. Whatever changes a fact of a session says so here in the same
-- transaction; until it is counted again, it is counted from its rows. An empty
-- cohort_id: all of them. No key on cohorts: a touch outlives what it touches.
create table cohort_touches (cohort_id text not null);
create index cohort_touches_cohort on cohort_touches (cohort_id);
create table cohort_summaries (
    cohort_id text primary key,
    unit_id text not null,
    programme_id text not null,
    first_date date not null,
    closed boolean not null,
    answers_until date -- after it, questionnaires that are still out count no more
);
create index cohort_summaries_scope on cohort_summaries (unit_id, first_date);
create index cohort_summaries_answers on cohort_summaries (answers_until) where answers_until is not null;
create table cohort_figures (
    cohort_id text not null,
    kind text not null,
    code text not null,
    n bigint not null,
    primary key (cohort_id, kind, code)
);
create table month_figures (
    unit_id text not null,
    programme_id text not null,
    month text not null, -- of the first meeting, 2027-01
    closed boolean not null,
    kind text not null,
    code text not null,
    n bigint not null,
    primary key (unit_id, programme_id, month, closed, kind, code)
);
insert into cohort_touches select id from cohorts;

-- +goose StatementBegin
create function touch_by_id() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select id from changed;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_cohort_id() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select distinct cohort_id from changed;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_enrolment() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select distinct e.cohort_id from changed c join enrolments e on e.id = c.enrolment_id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_meeting() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select distinct m.cohort_id from changed c join meetings m on m.id = c.meeting_id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_submission() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select distinct s.cohort_id from changed c join submissions s on s.id = c.submission_id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_insured() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select e.cohort_id from changed c join enrolments e on e.insured_id = c.id
    union select n.cohort_id from changed c join invitations n on n.insured_id = c.id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_site() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select k.id from changed c join cohorts k on k.site_id = c.id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_facilitator() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select distinct m.cohort_id from changed c join animations a on a.facilitator_id = c.id join meetings m on m.id = a.meeting_id;
    return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function touch_by_all() returns trigger language plpgsql as $$
begin
    insert into cohort_touches
    select '' where exists (select 1 from changed);
    return null;
end $$;
-- +goose StatementEnd

create trigger cohorts_touch_insert after insert on cohorts
referencing new table as changed for each statement execute function touch_by_id();
create trigger cohorts_touch_update after update on cohorts
referencing new table as changed for each statement execute function touch_by_id();
create trigger cohorts_touch_delete after delete on cohorts
referencing old table as changed for each statement execute function touch_by_id();
create trigger meetings_touch_insert after insert on meetings
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger meetings_touch_update after update on meetings
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger meetings_touch_delete after delete on meetings
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger enrolments_touch_insert after insert on enrolments
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger enrolments_touch_update after update on enrolments
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger enrolments_touch_delete after delete on enrolments
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger invitations_touch_insert after insert on invitations
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger invitations_touch_update after update on invitations
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger invitations_touch_delete after delete on invitations
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger follow_ups_touch_insert after insert on follow_ups
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger follow_ups_touch_update after update on follow_ups
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger follow_ups_touch_delete after delete on follow_ups
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger assignments_touch_insert after insert on assignments
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger assignments_touch_update after update on assignments
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger assignments_touch_delete after delete on assignments
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger submissions_touch_insert after insert on submissions
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger submissions_touch_update after update on submissions
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger submissions_touch_delete after delete on submissions
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger cohort_tallies_touch_insert after insert on cohort_tallies
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger cohort_tallies_touch_update after update on cohort_tallies
referencing new table as changed for each statement execute function touch_by_cohort_id();
create trigger cohort_tallies_touch_delete after delete on cohort_tallies
referencing old table as changed for each statement execute function touch_by_cohort_id();
create trigger attendances_touch_insert after insert on attendances
referencing new table as changed for each statement execute function touch_by_enrolment();
create trigger attendances_touch_update after update on attendances
referencing new table as changed for each statement execute function touch_by_enrolment();
create trigger attendances_touch_delete after delete on attendances
referencing old table as changed for each statement execute function touch_by_enrolment();
create trigger animations_touch_insert after insert on animations
referencing new table as changed for each statement execute function touch_by_meeting();
create trigger animations_touch_update after update on animations
referencing new table as changed for each statement execute function touch_by_meeting();
create trigger animations_touch_delete after delete on animations
referencing old table as changed for each statement execute function touch_by_meeting();
create trigger answers_touch_insert after insert on answers
referencing new table as changed for each statement execute function touch_by_submission();
create trigger answers_touch_update after update on answers
referencing new table as changed for each statement execute function touch_by_submission();
create trigger insured_touch_update after update on insured
referencing new table as changed for each statement execute function touch_by_insured();
create trigger sites_touch_update after update on sites
referencing new table as changed for each statement execute function touch_by_site();
create trigger facilitators_touch_update after update on facilitators
referencing new table as changed for each statement execute function touch_by_facilitator();
create trigger territories_touch_insert after insert on territories
referencing new table as changed for each statement execute function touch_by_all();
create trigger territories_touch_update after update on territories
referencing new table as changed for each statement execute function touch_by_all();
create trigger territories_touch_delete after delete on territories
referencing old table as changed for each statement execute function touch_by_all();

-- +goose Down
drop trigger cohorts_touch_insert on cohorts;
drop trigger cohorts_touch_update on cohorts;
drop trigger cohorts_touch_delete on cohorts;
drop trigger meetings_touch_insert on meetings;
drop trigger meetings_touch_update on meetings;
drop trigger meetings_touch_delete on meetings;
drop trigger enrolments_touch_insert on enrolments;
drop trigger enrolments_touch_update on enrolments;
drop trigger enrolments_touch_delete on enrolments;
drop trigger invitations_touch_insert on invitations;
drop trigger invitations_touch_update on invitations;
drop trigger invitations_touch_delete on invitations;
drop trigger follow_ups_touch_insert on follow_ups;
drop trigger follow_ups_touch_update on follow_ups;
drop trigger follow_ups_touch_delete on follow_ups;
drop trigger assignments_touch_insert on assignments;
drop trigger assignments_touch_update on assignments;
drop trigger assignments_touch_delete on assignments;
drop trigger submissions_touch_insert on submissions;
drop trigger submissions_touch_update on submissions;
drop trigger submissions_touch_delete on submissions;
drop trigger cohort_tallies_touch_insert on cohort_tallies;
drop trigger cohort_tallies_touch_update on cohort_tallies;
drop trigger cohort_tallies_touch_delete on cohort_tallies;
drop trigger attendances_touch_insert on attendances;
drop trigger attendances_touch_update on attendances;
drop trigger attendances_touch_delete on attendances;
drop trigger animations_touch_insert on animations;
drop trigger animations_touch_update on animations;
drop trigger animations_touch_delete on animations;
drop trigger answers_touch_insert on answers;
drop trigger answers_touch_update on answers;
drop trigger insured_touch_update on insured;
drop trigger sites_touch_update on sites;
drop trigger facilitators_touch_update on facilitators;
drop trigger territories_touch_insert on territories;
drop trigger territories_touch_update on territories;
drop trigger territories_touch_delete on territories;
drop function touch_by_id();
drop function touch_by_cohort_id();
drop function touch_by_enrolment();
drop function touch_by_meeting();
drop function touch_by_submission();
drop function touch_by_insured();
drop function touch_by_site();
drop function touch_by_facilitator();
drop function touch_by_all();
drop table month_figures;
drop table cohort_figures;
drop table cohort_summaries;
drop table cohort_touches;
