-- Whether an order was put aside, whose it is, and whether it was for practice.

-- Rows of orders that nothing happens to any more would stay as they are: the service takes the journal again.
truncate facts, fact_headers, parked, suspense, suspended_aggregates, journal_cursors,
  orders, order_items, order_item_modifiers, order_item_taxes, order_documents, order_tasks;

alter table orders
  add column customer_id uuid,
  add column is_parked boolean not null,
  add column is_training boolean not null;
create index orders_parked on orders (tenant_id, store_id, id) where is_parked;
create index orders_by_customer on orders (tenant_id, customer_id, id) where customer_id is not null;

-- Who took a line back, and whose PIN lent the permission.
alter table order_items add column voided_by uuid, add column void_approved_by uuid;

alter table order_documents add column is_training boolean not null;
