-- +goose Up
-- What reports count of each session, kept up: reading a nation's ten years adds
-- up months. Whatever changes a fact of a session says so here in the same
-- transaction; until it is counted again, it is counted from its rows. An empty
-- cohort_id: all of them. No key on cohorts: a touch outlives what it touches.
create table cohort_touches (cohort_id text not null primary key);

create table cohort_summaries (
    cohort_id text primary key,
    unit_id text not null,
    programme_id text not null,
    first_date text not null,
    closed boolean not null,
    answers_until text -- after it, questionnaires that are still out count no more
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
create trigger cohorts_touch_insert after insert on cohorts begin
    insert into cohort_touches select id from (select new.id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohorts_touch_update after update on cohorts begin
    insert into cohort_touches select id from (select new.id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohorts_touch_delete after delete on cohorts begin
    insert into cohort_touches select id from (select old.id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger meetings_touch_insert after insert on meetings begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger meetings_touch_update after update on meetings begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger meetings_touch_delete after delete on meetings begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger enrolments_touch_insert after insert on enrolments begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger enrolments_touch_update after update on enrolments begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger enrolments_touch_delete after delete on enrolments begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger invitations_touch_insert after insert on invitations begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger invitations_touch_update after update on invitations begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger invitations_touch_delete after delete on invitations begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger follow_ups_touch_insert after insert on follow_ups begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger follow_ups_touch_update after update on follow_ups begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger follow_ups_touch_delete after delete on follow_ups begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger assignments_touch_insert after insert on assignments begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger assignments_touch_update after update on assignments begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger assignments_touch_delete after delete on assignments begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger submissions_touch_insert after insert on submissions begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger submissions_touch_update after update on submissions begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger submissions_touch_delete after delete on submissions begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_insert after insert on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_update after update on cohort_tallies begin
    insert into cohort_touches select id from (select new.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger cohort_tallies_touch_delete after delete on cohort_tallies begin
    insert into cohort_touches select id from (select old.cohort_id as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attendances_touch_insert after insert on attendances begin
    insert into cohort_touches select id from (select e.cohort_id as id from enrolments e where e.id = new.enrolment_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attendances_touch_update after update on attendances begin
    insert into cohort_touches select id from (select e.cohort_id as id from enrolments e where e.id = new.enrolment_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger attendances_touch_delete after delete on attendances begin
    insert into cohort_touches select id from (select e.cohort_id as id from enrolments e where e.id = old.enrolment_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger animations_touch_insert after insert on animations begin
    insert into cohort_touches select id from (select m.cohort_id as id from meetings m where m.id = new.meeting_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger animations_touch_update after update on animations begin
    insert into cohort_touches select id from (select m.cohort_id as id from meetings m where m.id = new.meeting_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger animations_touch_delete after delete on animations begin
    insert into cohort_touches select id from (select m.cohort_id as id from meetings m where m.id = old.meeting_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger answers_touch_insert after insert on answers begin
    insert into cohort_touches select id from (select s.cohort_id as id from submissions s where s.id = new.submission_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger answers_touch_update after update on answers begin
    insert into cohort_touches select id from (select s.cohort_id as id from submissions s where s.id = new.submission_id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger insured_touch_update after update on insured begin
    insert into cohort_touches select id from (select e.cohort_id as id from enrolments e where e.insured_id = new.id
    union select n.cohort_id from invitations n where n.insured_id = new.id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger sites_touch_update after update on sites begin
    insert into cohort_touches select id from (select k.id as id from cohorts k where k.site_id = new.id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger facilitators_touch_update after update on facilitators begin
    insert into cohort_touches select id from (select distinct m.cohort_id as id from animations a join meetings m on m.id = a.meeting_id where a.facilitator_id = new.id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger territories_touch_insert after insert on territories begin
    insert into cohort_touches select id from (select '' as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger territories_touch_update after update on territories begin
    insert into cohort_touches select id from (select '' as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger territories_touch_delete after delete on territories begin
    insert into cohort_touches select id from (select '' as id) touched
    where not exists (select 1 from cohort_touches known where known.cohort_id = touched.id);
end;
-- +goose StatementEnd

-- +goose Down
drop trigger cohorts_touch_insert;
drop trigger cohorts_touch_update;
drop trigger cohorts_touch_delete;
drop trigger meetings_touch_insert;
drop trigger meetings_touch_update;
drop trigger meetings_touch_delete;
drop trigger enrolments_touch_insert;
drop trigger enrolments_touch_update;
drop trigger enrolments_touch_delete;
drop trigger invitations_touch_insert;
drop trigger invitations_touch_update;
drop trigger invitations_touch_delete;
drop trigger follow_ups_touch_insert;
drop trigger follow_ups_touch_update;
drop trigger follow_ups_touch_delete;
drop trigger assignments_touch_insert;
drop trigger assignments_touch_update;
drop trigger assignments_touch_delete;
drop trigger submissions_touch_insert;
drop trigger submissions_touch_update;
drop trigger submissions_touch_delete;
drop trigger cohort_tallies_touch_insert;
drop trigger cohort_tallies_touch_update;
drop trigger cohort_tallies_touch_delete;
drop trigger attendances_touch_insert;
drop trigger attendances_touch_update;
drop trigger attendances_touch_delete;
drop trigger animations_touch_insert;
drop trigger animations_touch_update;
drop trigger animations_touch_delete;
drop trigger answers_touch_insert;
drop trigger answers_touch_update;
drop trigger insured_touch_update;
drop trigger sites_touch_update;
drop trigger facilitators_touch_update;
drop trigger territories_touch_insert;
drop trigger territories_touch_update;
drop trigger territories_touch_delete;
drop table month_figures;
drop table cohort_figures;
drop table cohort_summaries;
drop table cohort_touches;
