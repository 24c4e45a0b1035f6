-- Folded: stored value of the tenant, whichever store moved it. Sums are wider than amounts: facts are never refused, and
-- hostile ones may add up to 2^53 of a currency without decimals. Points have no currency.
create table accounts (
  tenant_id uuid not null,
  id uuid not null,
  kind varchar(50) not null,
  currency_code char(3),
  currency_exponent integer check (currency_exponent between 0 and 4),
  label varchar(255) not null,
  customer_id uuid,
  credit_limit_amount numeric(19, 4) not null,
  balance_amount numeric(21, 4) not null,
  available_amount numeric(21, 4) not null,
  overdrawn_amount numeric(21, 4) not null,
  overdrawn_task_id uuid,
  opened_at timestamptz,
  opened_by uuid,
  primary key (tenant_id, id)
);
create index accounts_by_customer on accounts (tenant_id, customer_id) where customer_id is not null;
create index accounts_overdrawn on accounts (tenant_id, id) where overdrawn_task_id is not null;
select beaver_isolate('accounts');

create table account_movements (
  tenant_id uuid not null,
  account_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid,
  position integer not null,
  currency_code char(3),
  currency_exponent integer check (currency_exponent between 0 and 4),
  reason varchar(50) not null,
  delta_amount numeric(19, 4) not null,
  counts boolean not null,
  order_id uuid,
  payment_id uuid,
  document_id uuid,
  note text,
  business_date date not null,
  moved_at timestamptz not null,
  moved_by uuid,
  primary key (tenant_id, account_id, id)
);
create index account_movements_by_order on account_movements (tenant_id, order_id) where order_id is not null;
select beaver_isolate('account_movements');
