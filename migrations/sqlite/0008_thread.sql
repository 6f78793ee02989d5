-- +goose Up
-- Two messages of a thread never claim one place in it. Ties of the past keep
-- the order in which they were made.
update messages set thread_order = n.place
from (select id, row_number() over (partition by thread order by thread_order, id) as place from messages) n
where n.id = messages.id and n.place <> messages.thread_order;
drop index messages_thread;
create unique index messages_thread on messages (thread, thread_order);

-- +goose Down
drop index messages_thread;
create index messages_thread on messages (thread, thread_order);
