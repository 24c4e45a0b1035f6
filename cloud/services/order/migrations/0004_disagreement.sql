-- Orders that tills disagreed about (design section 5): what is due and owed, which documents stand, and what a person must
-- look at. Rows of an order are replaced when its next fact comes; the defaults are what an undisputed order says.

alter table orders
  add column due_amount numeric(19, 4) not null default 0,
  add column overpaid_amount numeric(19, 4) not null default 0;
update orders set due_amount = total_amount - paid_amount where status = 'open';
alter table orders alter column due_amount drop default, alter column overpaid_amount drop default;
-- A supplementary order is open again for the lines that no standing document has.
drop index orders_open;
create index orders_open on orders (tenant_id, store_id, id) where status in ('open', 'supplementary');

alter table order_documents
  add column status varchar(20) not null default 'standing'
    check (status in ('standing', 'contested', 'reversed', 'reversal', 'idle')),
  add column reverses_document_id uuid,
  add column lines integer not null default 0;
update order_documents set lines = json_array_length(body -> 'lines');
alter table order_documents alter column status drop default, alter column lines drop default;

create table order_tasks (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  store_id uuid,
  kind varchar(50) not null,
  cause varchar(64) not null,
  order_item_id uuid,
  order_document_id uuid,
  amount numeric(19, 4) not null,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  since timestamptz,
  is_open boolean not null,
  note text,
  resolved_at timestamptz,
  resolved_by uuid,
  primary key (tenant_id, order_id, id)
);
create index order_tasks_open on order_tasks (tenant_id, store_id, since) where is_open;
select beaver_isolate('order_tasks');
