-- The seed's payment_methods: head office decides, tills read (shape payment.payment_methods.v1).
create table payment_methods (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  type varchar(50) not null check (type in ('cash', 'card', 'electronic', 'credit_account')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_payment_method_name_per_tenant unique (tenant_id, name)
);
-- A real Electric needs whole old rows.
alter table payment_methods replica identity full;
select beaver_isolate('payment_methods');
select beaver_publish('payment_methods', 'id', 'tenant_id', 'name', 'type', 'is_active');

-- Folded from the journal, replaced order by order. order_id and processed_by name rows of other services; amount is
-- signed (money out) and the method may be one this database has not or no longer: money facts are never refused.
create table payments (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid,
  shift_id uuid not null,
  payment_method_id uuid not null,
  method_name varchar(255) not null,
  method_type varchar(50) not null,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  amount numeric(19, 4) not null,
  tendered_amount numeric(19, 4) not null,
  change_amount numeric(19, 4) not null,
  transaction_reference varchar(255),
  status varchar(50) not null,
  business_date date not null,
  paid_at timestamptz not null,
  processed_by uuid,
  created_at timestamptz not null generated always as (paid_at) stored,
  primary key (tenant_id, order_id, id)
);
create index payments_by_id on payments (tenant_id, id);
create index payments_by_date on payments (tenant_id, store_id, business_date, id);
create index payments_by_shift on payments (tenant_id, shift_id, id);
select beaver_isolate('payments');

-- Folded: a shift belongs to one terminal and one drawer.
create table shifts (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid not null,
  drawer_id uuid,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  float_amount numeric(19, 4) not null,
  business_date date not null,
  status varchar(50) not null,
  opened_at timestamptz not null,
  opened_by uuid,
  primary key (tenant_id, id)
);
create index shifts_by_store on shifts (tenant_id, store_id, id);
select beaver_isolate('shifts');
