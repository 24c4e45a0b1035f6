-- Guests who go to another table leave one behind, and food that was fired goes with moved lines.

-- Rows of orders that nothing happens to any more would stay as they are: the service takes the journal again.
truncate facts, fact_headers, parked, suspense, suspended_aggregates, journal_cursors,
  entity_statuses, table_visits, reservations;

-- One row for where an order sits, and one for each table that its guests have gone away from.
alter table table_visits drop constraint table_visits_pkey, add primary key (tenant_id, order_id, entity_id);

-- Lines that came to an order after they were fired, by what the ticket knows them by; and what the kitchen still owes of
-- lines that left the order that fired them. Where both meet, the guests who took the line are waiting.
create table arrived_lines (
  tenant_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  firing_id uuid not null,
  ticket_order_id uuid not null,
  ticket_item_id uuid not null,
  primary key (tenant_id, order_id, order_item_id, firing_id, ticket_order_id, ticket_item_id)
);
create index arrived_lines_by_ticket on arrived_lines (tenant_id, ticket_order_id);
select beaver_isolate('arrived_lines');

create table owed_lines (
  tenant_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  firing_id uuid not null,
  primary key (tenant_id, order_id, order_item_id, firing_id)
);
select beaver_isolate('owed_lines');
