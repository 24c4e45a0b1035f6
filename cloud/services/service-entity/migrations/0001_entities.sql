-- Seed section 3.5, corrected as design section 9 says; the README of this service names each correction.
-- Tenants live in auth-user: `tenant_id` is a plain column, never a foreign key across databases.

create table stores (
  id uuid not null,
  tenant_id uuid not null,
  name varchar(255) not null,
  code varchar(16) not null,
  time_zone varchar(64) not null,
  day_start_minutes int not null check (day_start_minutes between 0 and 1439),
  -- {"code": "EUR", "exponent": 2}
  currency jsonb not null check (jsonb_typeof(currency) = 'object'),
  tax_rounding varchar(16) not null check (tax_rounding in ('per_line')),
  address text,
  receipt_header text,
  receipt_footer text,
  language varchar(35) not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint stores_code_unique unique (tenant_id, code)
);
select beaver_isolate('stores');
select beaver_publish('stores', 'id', 'tenant_id', 'name', 'code', 'time_zone', 'day_start_minutes', 'currency',
  'tax_rounding', 'address', 'receipt_header', 'receipt_footer', 'language', 'is_active');

create table terminals (
  id uuid not null,
  tenant_id uuid not null,
  store_id uuid not null,
  name varchar(255) not null,
  code varchar(16) not null,
  kind varchar(16) not null check (kind in ('till', 'kitchen')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  -- Target of foreign keys that must stay within one store.
  unique (tenant_id, store_id, id),
  -- The code is printed in receipt numbers.
  constraint terminals_code_unique unique (tenant_id, store_id, code),
  constraint terminals_store_fkey foreign key (tenant_id, store_id) references stores (tenant_id, id)
);
select beaver_isolate('terminals');
select beaver_publish('terminals', 'id', 'tenant_id', 'store_id', 'name', 'code', 'kind', 'is_active');

create table devices (
  id uuid not null,
  tenant_id uuid not null,
  store_id uuid not null,
  terminal_id uuid not null,
  name varchar(255) not null,
  kind varchar(32) not null check (kind in ('receipt-printer', 'cash-drawer')),
  connection jsonb not null check (jsonb_typeof(connection) = 'object'),
  profile varchar(64),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The printer whose connector a drawer hangs on, out of `connection`, so that the foreign key below can see it.
  printer_id uuid generated always as ((connection ->> 'printer')::uuid) stored,
  primary key (tenant_id, id),
  unique (tenant_id, terminal_id, id),
  constraint devices_name_unique unique (tenant_id, terminal_id, name),
  constraint devices_terminal_fkey foreign key (tenant_id, store_id, terminal_id)
    references terminals (tenant_id, store_id, id),
  -- A drawer's printer belongs to the same till: only that till acts on both.
  constraint devices_printer_fkey foreign key (tenant_id, terminal_id, printer_id)
    references devices (tenant_id, terminal_id, id)
);
create index devices_by_store on devices (tenant_id, store_id, id);
select beaver_isolate('devices');
select beaver_publish('devices', 'id', 'tenant_id', 'store_id', 'terminal_id', 'name', 'kind', 'connection', 'profile',
  'is_active');

create table service_areas (
  id uuid not null,
  tenant_id uuid not null,
  store_id uuid not null,
  name varchar(255) not null,
  description text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, store_id, id),
  constraint unique_area_name_per_store unique (tenant_id, store_id, name),
  constraint service_areas_store_fkey foreign key (tenant_id, store_id) references stores (tenant_id, id)
);
select beaver_isolate('service_areas');
select beaver_publish('service_areas', 'id', 'tenant_id', 'store_id', 'name', 'description', 'is_active');

create table service_entities (
  id uuid not null,
  tenant_id uuid not null,
  store_id uuid not null,
  area_id uuid,
  name varchar(255) not null,
  description text,
  capacity integer check (capacity >= 0),
  -- Folded from facts; no route writes it and it does not come down.
  current_status varchar(50) not null default 'available'
    check (current_status in ('available', 'occupied', 'cleaning', 'reserved')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  -- The seed's unique let any number of equal names stand outside an area, because null differs from null.
  constraint unique_entity_name_per_area unique nulls not distinct (tenant_id, store_id, area_id, name),
  constraint service_entities_store_fkey foreign key (tenant_id, store_id) references stores (tenant_id, id),
  constraint service_entities_area_fkey foreign key (tenant_id, store_id, area_id)
    references service_areas (tenant_id, store_id, id)
);
select beaver_isolate('service_entities');
select beaver_publish('service_entities', 'id', 'tenant_id', 'store_id', 'area_id', 'name', 'description', 'capacity',
  'is_active');
