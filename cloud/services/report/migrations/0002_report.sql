-- What each standing document adds: a ledger, keyed by its event; of a command only the first entry counts. Replaced
-- order by order, so that a first entry that comes late takes the place of the second's row.
create table contributions (
  tenant_id uuid not null,
  order_id uuid not null,
  event_id uuid not null,
  command_id uuid not null,
  document_id uuid not null,
  store_id uuid,
  terminal_id uuid,
  business_date date not null,
  hour integer not null check (hour between 0 and 23),
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  lines integer not null,
  quantity numeric(19, 6) not null,
  returned_amount numeric(19, 4) not null,
  primary key (tenant_id, order_id, event_id)
);
select beaver_isolate('contributions');

-- Sums of the contributions, changed by the difference in the transaction that changes them. store_id null: documents
-- of the tenant's own chain.
create table sales_rollups (
  tenant_id uuid not null,
  store_id uuid,
  business_date date not null,
  hour integer not null,
  currency_code char(3) not null,
  currency_exponent integer not null,
  documents bigint not null,
  lines bigint not null,
  quantity numeric(25, 6) not null,
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  returned_amount numeric(19, 4) not null
);
create unique index sales_rollups_key on sales_rollups
  (tenant_id, store_id, business_date, hour, currency_code, currency_exponent) nulls not distinct;
create index sales_rollups_by_date on sales_rollups (tenant_id, business_date, hour);
select beaver_isolate('sales_rollups');
