-- +goose Up
alter table questions drop constraint questions_kind_check;
alter table questions add constraint questions_kind_check
    check (kind in ('scale', 'single', 'multiple', 'yes_no', 'number', 'text', 'date', 'matrix', 'section'));
alter table questions add column for_each boolean not null default false check (not for_each or about <> 'whole'); -- asked once for each subject
alter table questions add column rows text; -- of a matrix, like options
alter table questions add column show_if_test text not null default '' check (show_if_test in ('', 'is_not', 'at_least', 'at_most'));

-- +goose Down
-- what the earlier version cannot ask is left out; a condition it cannot test is dropped
delete from questions where kind in ('matrix', 'section');
update questions set show_if_question = '', show_if_value = '' where show_if_test <> '';
alter table questions drop column show_if_test;
alter table questions drop column rows;
alter table questions drop column for_each;
alter table questions drop constraint questions_kind_check;
alter table questions add constraint questions_kind_check
    check (kind in ('scale', 'single', 'multiple', 'yes_no', 'number', 'text', 'date'));
