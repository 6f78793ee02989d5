-- +goose Up
-- What people wrote in words of their own, to be read by a social worker before it is part of results. Random ids, no
-- time, no reader: nothing tells in what order they came, nor which of them one person wrote, but the submission itself.
create table free_texts (
    id text primary key,
    cohort_id text not null references cohorts (id),
    moment text not null check (moment in ('start', 'end', 'six_months')),
    submission_id text not null,
    question_key text not null,
    verdict text not null default '' check (verdict in ('', 'published', 'masked', 'kept_out')),
    unique (submission_id, question_key),
    foreign key (submission_id, question_key) references answers (submission_id, question_key) on delete cascade
) without rowid;
create index free_texts_cohort on free_texts (cohort_id, moment);
create index free_texts_waiting on free_texts (cohort_id) where verdict = '';

-- The groups whose answering is over and whose texts were listed: once, when nothing is added to them any more.
create table text_listings (
    cohort_id text not null references cohorts (id),
    questionnaire_id text not null references questionnaires (id),
    moment text not null,
    primary key (cohort_id, questionnaire_id, moment)
) without rowid;

-- +goose Down
drop table text_listings;
drop table free_texts;
