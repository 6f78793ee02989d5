-- +goose Up
-- Whose a submission is, for a questionnaire that says that it bears names; never for an anonymous one (rule 21).
alter table submissions add column enrolment_id text references enrolments (id);
create unique index submissions_named on submissions (enrolment_id, questionnaire_id, moment) where enrolment_id is not null;
-- +goose StatementBegin
create trigger submissions_anonymous before insert on submissions
when new.enrolment_id is not null and (select anonymous from questionnaires where id = new.questionnaire_id)
begin
    select raise(abort, 'an anonymous submission bears no enrolment');
end;
-- +goose StatementEnd

-- +goose Down
drop trigger submissions_anonymous;
drop index submissions_named;
alter table submissions drop column enrolment_id;
