-- Stages of kitchen and service: head office decides, tills read (shape workflow.workflow_stages.v1).
create table workflow_stages (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  description text,
  order_sequence integer not null,
  is_final_stage boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_workflow_stage_name_per_tenant unique (tenant_id, name)
);
-- A real Electric needs whole old rows.
alter table workflow_stages replica identity full;
select beaver_isolate('workflow_stages');
select beaver_publish('workflow_stages', 'id', 'tenant_id', 'name', 'description', 'order_sequence', 'is_final_stage');

-- Places in a store's kitchen (shape workflow.stations.v1). store_id and the categories are other services' rows.
create table stations (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid not null,
  name varchar(255) not null,
  position integer not null default 0,
  category_ids jsonb not null default '[]' check (jsonb_typeof(category_ids) = 'array'),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_station_name_per_store unique (tenant_id, store_id, name)
);
create index stations_by_store on stations (tenant_id, store_id, position, id);
alter table stations replica identity full;
select beaver_isolate('stations');
select beaver_publish('stations', 'id', 'tenant_id', 'store_id', 'name', 'position', 'category_ids', 'is_active');

-- Folded: what one firing asks of one station.
create table tickets (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  store_id uuid,
  firing_id uuid not null,
  station_id uuid not null,
  station_name varchar(255) not null,
  label varchar(255) not null,
  table_name varchar(255),
  fired_at timestamptz not null,
  stages json not null,
  is_done boolean not null,
  primary key (tenant_id, order_id, id)
);
create index tickets_by_store on tickets (tenant_id, store_id, fired_at desc, id desc);
create index tickets_waiting on tickets (tenant_id, store_id, station_id, fired_at) where not is_done;
select beaver_isolate('tickets');

-- The seed's table, folded: one row per (line, firing), because a line can be fired again. order_item_id and
-- assigned_to name rows of other services; current_stage_id is the stage copied into the firing, which may be gone by
-- now. assigned_to: no fact says it yet.
create table order_item_workflow_status (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  order_item_id uuid not null,
  firing_id uuid not null,
  position integer not null,
  name varchar(255) not null,
  quantity numeric(19, 6) not null,
  modifiers json not null,
  status_notes text,
  current_stage_id uuid not null,
  stage_name varchar(255) not null,
  stage_ordinal integer not null,
  is_final boolean not null,
  is_voided boolean not null,
  assigned_to uuid,
  last_updated_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, order_id, id),
  constraint unique_order_item_status unique (tenant_id, order_id, order_item_id, firing_id)
);
create index order_item_workflow_status_by_ticket on order_item_workflow_status (tenant_id, ticket_id, position);
select beaver_isolate('order_item_workflow_status');
