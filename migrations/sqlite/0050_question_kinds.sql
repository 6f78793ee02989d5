-- +goose Up
-- SQLite keeps a check for ever: the table is written anew.
create table questions_anew (
    id text primary key,
    questionnaire_id text not null references questionnaires (id) on delete cascade,
    position integer not null,
    key text not null, -- what results are compared on (rule 22)
    kind text not null check (kind in ('scale', 'single', 'multiple', 'yes_no', 'number', 'text', 'date', 'matrix', 'section')),
    text text not null,
    help text not null default '',
    about text not null default 'whole' check (about in ('whole', 'module', 'facilitator', 'site')),
    options text, -- JSON list of Code, Label and Open; null: none
    lowest integer not null default 0,
    highest integer not null default 0,
    required boolean not null default false,
    show_if_question text not null default '',
    show_if_value text not null default '',
    for_each boolean not null default false check (not for_each or about <> 'whole'), -- asked once for each subject
    rows text, -- of a matrix, like options
    show_if_test text not null default '' check (show_if_test in ('', 'is_not', 'at_least', 'at_most')),
    unique (questionnaire_id, position),
    unique (questionnaire_id, key)
);
insert into questions_anew (id, questionnaire_id, position, key, kind, text, help, about, options, lowest, highest, required, show_if_question, show_if_value)
select id, questionnaire_id, position, key, kind, text, help, about, options, lowest, highest, required, show_if_question, show_if_value from questions;
drop table questions;
alter table questions_anew rename to questions;

-- +goose Down
create table questions_before (
    id text primary key,
    questionnaire_id text not null references questionnaires (id) on delete cascade,
    position integer not null,
    key text not null, -- what results are compared on (rule 22)
    kind text not null check (kind in ('scale', 'single', 'multiple', 'yes_no', 'number', 'text', 'date')),
    text text not null,
    help text not null default '',
    about text not null default 'whole' check (about in ('whole', 'module', 'facilitator', 'site')),
    options text, -- JSON list of Code and Label; null: none
    lowest integer not null default 0,
    highest integer not null default 0,
    required boolean not null default false,
    show_if_question text not null default '',
    show_if_value text not null default '',
    unique (questionnaire_id, position),
    unique (questionnaire_id, key)
);
-- what the earlier version cannot ask is left out; a condition it cannot test is dropped
insert into questions_before
select id, questionnaire_id, position, key, kind, text, help, about, options, lowest, highest, required,
       case when show_if_test = '' then show_if_question else '' end, case when show_if_test = '' then show_if_value else '' end
from questions where kind not in ('matrix', 'section');
drop table questions;
alter table questions_before rename to questions;
