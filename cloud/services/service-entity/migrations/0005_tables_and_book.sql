-- Folded: what people said of a table, room or bay (service-entity.EntityStatusSet); the latest stands.
create table entity_statuses (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  status varchar(50) not null,
  note text,
  set_at timestamptz not null,
  set_by uuid,
  -- The canonical place of the last word that it is available: what was closed before then has been cleared. It sorts byte
  -- by byte, whatever the database's collation.
  available_place varchar(120) collate "C",
  primary key (tenant_id, id)
);
select beaver_isolate('entity_statuses');

-- Folded: an order at a table, as the table's status is made of it.
create table table_visits (
  tenant_id uuid not null,
  order_id uuid not null,
  store_id uuid,
  entity_id uuid not null,
  label varchar(255) not null,
  guests integer,
  status varchar(50) not null,
  opened_at timestamptz not null,
  -- Of the last close of one that has left.
  left_place varchar(120) collate "C",
  primary key (tenant_id, order_id)
);
create index table_visits_by_entity on table_visits (tenant_id, entity_id, left_place);
select beaver_isolate('table_visits');

-- Folded: the book. Names and phones are side records, which are not here; the row says only which.
create table reservations (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  status varchar(50) not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  guests integer not null,
  entities json not null,
  note text,
  name_side uuid not null,
  phone_side uuid,
  order_id uuid,
  made_at timestamptz not null,
  made_by uuid,
  place varchar(120) collate "C" not null,
  primary key (tenant_id, id)
);
create index reservations_by_start on reservations (tenant_id, store_id, starts_at, id);
select beaver_isolate('reservations');

-- What the fold says of a table. `available` is the seed's word for a table that is free; nobody writes `cleaning` and
-- `reserved`: which tables are reserved is a question of the hour, and the book answers it.
alter table service_entities drop constraint service_entities_current_status_check;
alter table service_entities add constraint service_entities_current_status_check check (current_status in
  ('available', 'occupied', 'cleaning', 'reserved', 'waiting', 'served', 'bill', 'dirty', 'out-of-service'));
