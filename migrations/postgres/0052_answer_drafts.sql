-- +goose Up
-- Answers begun and not sent. Only the link that was written to a person opens one: its id and its key are both made of
-- the link, which is nowhere here, so that no row of ours leads to one (rule 21). No person, no session, no time.
create table answer_drafts (
    id text primary key,
    sealed bytea not null, -- padded, so that its length tells little
    answer_by text not null -- the day after which it goes
);

-- +goose Down
drop table answer_drafts;
