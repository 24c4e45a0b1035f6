-- Folded tables of the order service: the seed's section 3.3, which it never wrote. Rows of one order are always
-- replaced together. A line's or document's id comes from a till, so it is unique within its order, not beyond.

create table orders (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid,
  label varchar(255) not null,
  kind varchar(50) not null,
  service_entity_id uuid,
  service_entity_name varchar(255),
  guests integer,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  status varchar(50) not null,
  note text,
  guest_side_id uuid,
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  paid_amount numeric(19, 4) not null,
  business_date date,
  opened_at timestamptz,
  opened_by uuid,
  closed_at timestamptz,
  primary key (tenant_id, id)
);
-- Lists are newest first by id (UUIDv7: minted when the order was opened).
create index orders_by_store on orders (tenant_id, store_id, id);
create index orders_by_date on orders (tenant_id, business_date, id);
create index orders_open on orders (tenant_id, store_id, id) where status = 'open';
select beaver_isolate('orders');

create table order_items (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  position integer not null,
  item_id uuid not null,
  item_name varchar(255) not null,
  sku varchar(100),
  quantity numeric(19, 6) not null,
  unit_price numeric(19, 6) not null,
  list_price numeric(19, 6) not null,
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  note text,
  override_reason text,
  is_voided boolean not null,
  void_reason text,
  primary key (tenant_id, order_id, id)
);
select beaver_isolate('order_items');

create table order_item_modifiers (
  tenant_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position integer not null,
  modifier_id uuid not null,
  modifier_option_id uuid not null,
  name varchar(255) not null,
  option_name varchar(255) not null,
  price_adjustment numeric(19, 6) not null,
  primary key (tenant_id, order_id, order_item_id, position)
);
select beaver_isolate('order_item_modifiers');

create table order_item_taxes (
  tenant_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position integer not null,
  tax_id uuid not null,
  name varchar(255) not null,
  rate numeric(9, 6) not null,
  mode varchar(20) not null check (mode in ('included', 'excluded')),
  amount numeric(19, 4) not null,
  primary key (tenant_id, order_id, order_item_id, position)
);
select beaver_isolate('order_item_taxes');

-- Numbered and immutable: receipt numbers are (terminal, series, counter).
create table order_documents (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  store_id uuid,
  terminal_id uuid,
  terminal_code varchar(16) not null,
  series integer not null,
  counter bigint not null,
  business_date date not null,
  local_time char(19) not null,
  closed_at timestamptz not null,
  closed_by uuid,
  cashier_name varchar(255) not null,
  currency_code char(3) not null,
  currency_exponent integer not null check (currency_exponent between 0 and 4),
  net_amount numeric(19, 4) not null,
  tax_amount numeric(19, 4) not null,
  total_amount numeric(19, 4) not null,
  change_amount numeric(19, 4) not null,
  body json not null,
  primary key (tenant_id, order_id, id)
);
create index order_documents_by_id on order_documents (tenant_id, id);
create index order_documents_by_date on order_documents (tenant_id, store_id, business_date, closed_at);
select beaver_isolate('order_documents');
