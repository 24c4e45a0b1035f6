-- What every service that follows the journal keeps. Each service has its own copy as a migration (0001_ingest.sql);
-- tables.test.ts holds the copies equal to this file. Bodies are json, not jsonb: it keeps the order of keys, so that a
-- document folds to the same bytes from a stored fact as from a fresh one.

-- How far this service has folded each chain; moves in the transaction that writes its rows.
create table journal_cursors (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  primary key (tenant_id, chain)
);
select beaver_isolate('journal_cursors');

-- The headers of entries that have facts here, once per entry.
create table fact_headers (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  header json not null,
  primary key (tenant_id, chain, seq)
);
select beaver_isolate('fact_headers');

-- The facts this service reads, by aggregate, in canonical order. body null: a witness, the first event of an entry
-- that touched the aggregate with nothing this service reads; it says which entry first carried the command.
create table facts (
  tenant_id uuid not null,
  aggregate uuid not null,
  clock bigint not null,
  chain bytea not null,
  seq bigint not null,
  idx integer not null,
  event_id uuid not null,
  command_id uuid not null,
  type text not null,
  v integer not null,
  body json,
  primary key (tenant_id, aggregate, clock, chain, seq, idx)
);
select beaver_isolate('facts');

-- Events of a version this build does not know: kept until an upgrade reads them.
create table parked (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  idx integer not null,
  aggregate uuid not null,
  type text not null,
  v integer not null,
  header json not null,
  event text not null,
  primary key (tenant_id, chain, seq, idx)
);
create index parked_by_type on parked (tenant_id, type, v);
create index parked_by_aggregate on parked (tenant_id, aggregate);
select beaver_isolate('parked');

-- What breaks its own schema or this database: kept as it came, alarmed, never blocking. idx -1: the whole entry.
create table suspense (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  idx integer not null,
  aggregate uuid,
  type text,
  reason text not null,
  field text not null,
  event text not null,
  suspended_at timestamptz not null default now(),
  primary key (tenant_id, chain, seq, idx)
);
select beaver_isolate('suspense');

-- Aggregates whose fold threw: their rows stay as they were; gone as soon as they fold again.
create table suspended_aggregates (
  tenant_id uuid not null,
  projection text not null,
  aggregate uuid not null,
  reason text not null,
  suspended_at timestamptz not null default now(),
  primary key (tenant_id, projection, aggregate)
);
select beaver_isolate('suspended_aggregates');
