-- A move's task names the fact, the line and the other order: three ids with two strokes between them.
alter table order_tasks alter column cause type varchar(128);
