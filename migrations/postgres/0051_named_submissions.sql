-- +goose Up
-- Whose a submission is, for a questionnaire that says that it bears names; never for an anonymous one (rule 21).
alter table submissions add column enrolment_id text references enrolments (id);
create unique index submissions_named on submissions (enrolment_id, questionnaire_id, moment) where enrolment_id is not null;
-- +goose StatementBegin
create function submissions_anonymous() returns trigger language plpgsql as $$
begin
    if new.enrolment_id is not null and (select anonymous from questionnaires where id = new.questionnaire_id) then
        raise exception 'an anonymous submission bears no enrolment' using errcode = 'check_violation';
    end if;
    return new;
end $$;
-- +goose StatementEnd
create trigger submissions_anonymous before insert on submissions for each row execute function submissions_anonymous();

-- +goose Down
drop trigger submissions_anonymous on submissions;
drop function submissions_anonymous();
drop index submissions_named;
alter table submissions drop column enrolment_id;
