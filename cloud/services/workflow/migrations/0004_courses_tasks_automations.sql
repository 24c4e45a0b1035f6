-- A firing says its course, a line its seat and course (order.LinesFired version 2); those of before say neither.
alter table tickets add column course integer;
alter table order_item_workflow_status add column seat integer, add column course integer;

-- Stations name items, before any that only cooks their category (shape workflow.stations.v2; v1 has neither column).
alter table stations
  add column item_ids jsonb not null default '[]' check (jsonb_typeof(item_ids) = 'array'),
  add column is_expeditor boolean not null default false;
select beaver_publish('stations', 'item_ids', 'is_expeditor');

-- Rules of head office that answer facts (shape workflow.automations.v1). Its fields: domain/src/workflow/automations/rows.ts.
create table automations (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(255) not null,
  trigger varchar(100) not null,
  conditions jsonb not null check (jsonb_typeof(conditions) = 'array' and jsonb_array_length(conditions) <= 8),
  actions jsonb not null check (jsonb_typeof(actions) = 'array' and jsonb_array_length(actions) between 1 and 4),
  per_hour integer not null check (per_hour between 1 and 60),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_automation_name_per_tenant unique (tenant_id, name)
);
alter table automations replica identity full;
select beaver_isolate('automations');
select beaver_publish('automations', 'id', 'tenant_id', 'name', 'trigger', 'conditions', 'actions', 'per_hour', 'is_active');

-- Folded: what somebody must look at or do. Tasks of orders are the order service's.
create table tasks (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  kind varchar(64) not null,
  title varchar(255) not null,
  cause varchar(255) not null,
  assigned_to varchar(100),
  due timestamptz,
  raised_at timestamptz not null,
  raised_by uuid,
  is_open boolean not null,
  note text,
  done_at timestamptz,
  done_by uuid,
  primary key (tenant_id, id)
);
create index tasks_by_store on tasks (tenant_id, store_id, raised_at desc, id desc);
create index tasks_open on tasks (tenant_id, store_id, raised_at desc, id desc) where is_open;
select beaver_isolate('tasks');
