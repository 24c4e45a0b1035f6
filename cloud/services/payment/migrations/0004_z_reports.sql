-- What a payment moved beyond its amount, whose value paid, and what a stand-alone terminal calls it.
alter table payments
  add column tip_amount numeric(19, 4) not null default 0,
  add column rounding_amount numeric(19, 4) not null default 0,
  add column account_kind varchar(50),
  add column account_id uuid,
  alter column transaction_reference type text;
create index payments_by_account on payments (tenant_id, account_id, id) where account_id is not null;

alter table shifts
  add column is_training boolean not null default false,
  add column closed_at timestamptz,
  add column closed_by uuid;

-- Folded: the Z of a closed shift, by the shift's id. The body is json, not jsonb: the fact's own bytes. A number may be on
-- two Zs where disks of one till came together: facts are never refused.
create table z_reports (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid not null,
  terminal_code varchar(16) not null,
  series integer not null,
  counter bigint not null,
  is_training boolean not null,
  business_date date not null,
  local_time varchar(19) not null,
  closed_at timestamptz not null,
  closed_by uuid,
  cashier_name varchar(255) not null,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  expected_amount numeric(19, 4) not null,
  counted_amount numeric(19, 4),
  variance_amount numeric(19, 4),
  body json not null,
  primary key (tenant_id, id)
);
create index z_reports_by_store on z_reports (tenant_id, store_id, id);
select beaver_isolate('z_reports');
