-- +goose Up
-- A printed questionnaire with its code: of a person, or of nobody. No row here says what was answered on it (rule 21).
create table paper_sheets (
    id text primary key,
    cohort_id text not null references cohorts (id),
    questionnaire_id text not null references questionnaires (id),
    moment text not null check (moment in ('start', 'end', 'six_months')),
    assignment_id text unique references assignments (id), -- null: of nobody
    code_hash text not null unique, -- keyed
    token_hash text unique, -- of one of nobody's: a person has her own link
    used_on text, -- of one of nobody's
    check (assignment_id is null or (token_hash is null and used_on is null))
);
create index paper_sheets_cohort on paper_sheets (cohort_id, moment);

-- The first typing of a sheet, until the second. Its id and its key are made of the code that stands on the sheet, which
-- is nowhere here: no row leads from one to a sheet, nor to a person. No agent, no time.
create table typings (
    id text primary key,
    cohort_id text not null references cohorts (id),
    sealed blob not null, -- padded, so that its length tells little
    until_day text not null -- the day after which it goes
) without rowid;
create index typings_cohort on typings (cohort_id);

-- +goose Down
drop table typings;
drop table paper_sheets;
