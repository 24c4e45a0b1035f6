-- Where the food of a moved line goes: the order that took it says so (domain/src/workflow/ticket-places.ts), and a list of
-- tickets joins it by (line, firing).

-- Earlier versions kept too little of the journal for this: the service takes it again, from its beginning.
truncate facts, fact_headers, parked, suspense, suspended_aggregates, journal_cursors,
  tickets, order_item_workflow_status, tasks;

alter table order_item_workflow_status add column has_left boolean not null;

create table ticket_places (
  tenant_id uuid not null,
  store_id uuid,
  order_id uuid not null,
  order_item_id uuid not null,
  firing_id uuid not null,
  ticket_order_id uuid not null,
  ticket_item_id uuid not null,
  label varchar(255) not null,
  table_name varchar(255),
  seat integer,
  quantity numeric(19, 6) not null,
  is_voided boolean not null,
  primary key (tenant_id, order_id, order_item_id, firing_id, ticket_order_id, ticket_item_id)
);
create index ticket_places_by_ticket_line on ticket_places (tenant_id, ticket_order_id, ticket_item_id, firing_id);
select beaver_isolate('ticket_places');
