-- The seed's section 3.2, corrected as its README says. Everything belongs to a tenant, so every key begins with it.

create table categories (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(255) not null,
  description text,
  position integer not null default 0,
  color char(7) check (color ~ '^#[0-9a-f]{6}$'),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_category_name_per_tenant unique (tenant_id, name)
);
create index categories_by_position on categories (tenant_id, position, id);
-- A real Electric needs whole old rows.
alter table categories replica identity full;
select beaver_isolate('categories');
select beaver_publish('categories', 'id', 'tenant_id', 'name', 'description', 'position', 'color', 'is_active');

create table items (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(255) not null,
  description text,
  sku varchar(100),
  -- Signed: real catalogues have deposits, vouchers and corrections below zero.
  base_price numeric(19, 6) not null,
  is_active boolean not null default true,
  type varchar(50) not null default 'product' check (type in ('product', 'service', 'combo', 'gift_card')),
  image_url text,
  dynamic_attributes jsonb not null default '{}',
  color char(7) check (color ~ '^#[0-9a-f]{6}$'),
  is_sold_out boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Lists sort and page by plain columns: under row-level security an index on lower(name) could not be searched,
  -- because lower() is not leakproof.
  name_key text not null generated always as (lower(name)) stored,
  sku_key text not null generated always as (lower(coalesce(sku, ''))) stored,
  primary key (tenant_id, id),
  constraint unique_item_sku_per_tenant unique (tenant_id, sku)
);
create index items_by_name on items (tenant_id, name_key, id);
create index items_by_sku on items (tenant_id, sku_key, id);
create index items_by_price on items (tenant_id, base_price, id);
select beaver_isolate('items');

create table item_barcodes (
  tenant_id uuid not null,
  item_id uuid not null,
  barcode varchar(64) not null,
  position integer not null default 0,
  primary key (tenant_id, item_id, barcode),
  foreign key (tenant_id, item_id) references items (tenant_id, id)
);
create index item_barcodes_by_code on item_barcodes (tenant_id, barcode);
select beaver_isolate('item_barcodes');

create table item_categories (
  tenant_id uuid not null,
  item_id uuid not null,
  category_id uuid not null,
  position integer not null default 0,
  primary key (tenant_id, item_id, category_id),
  foreign key (tenant_id, item_id) references items (tenant_id, id),
  foreign key (tenant_id, category_id) references categories (tenant_id, id)
);
create index item_categories_by_category on item_categories (tenant_id, category_id, item_id);
select beaver_isolate('item_categories');

create table modifiers (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(255) not null,
  description text,
  is_active boolean not null default true,
  selection_type varchar(50) not null default 'single' check (selection_type in ('single', 'multiple')),
  min_options integer not null default 0 check (min_options >= 0),
  max_options integer not null default 1 check (max_options >= min_options),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_modifier_name_per_tenant unique (tenant_id, name)
);
select beaver_isolate('modifiers');

create table modifier_options (
  tenant_id uuid not null,
  id uuid not null,
  modifier_id uuid not null,
  name varchar(255) not null,
  price_adjustment numeric(19, 6) not null default 0,
  position integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, modifier_id) references modifiers (tenant_id, id)
);
create index modifier_options_by_modifier on modifier_options (tenant_id, modifier_id, position);
select beaver_isolate('modifier_options');

create table item_modifiers (
  tenant_id uuid not null,
  item_id uuid not null,
  modifier_id uuid not null,
  position integer not null default 0,
  primary key (tenant_id, item_id, modifier_id),
  foreign key (tenant_id, item_id) references items (tenant_id, id),
  foreign key (tenant_id, modifier_id) references modifiers (tenant_id, id)
);
create index item_modifiers_by_modifier on item_modifiers (tenant_id, modifier_id, item_id);
select beaver_isolate('item_modifiers');

create table taxes (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  rate numeric(9, 6) not null check (rate >= 0 and rate <= 10),
  mode varchar(20) not null check (mode in ('included', 'excluded')),
  -- Its base holds the taxes of a lower sequence.
  compound boolean not null default false,
  sequence integer not null default 0,
  rounding varchar(20) not null default 'per_line' check (rounding in ('per_line')),
  is_active boolean not null default true,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_tax_name_per_tenant unique (tenant_id, name)
);
alter table taxes replica identity full;
select beaver_isolate('taxes');
select beaver_publish('taxes', 'id', 'tenant_id', 'name', 'rate', 'mode', 'compound', 'sequence', 'is_active', 'is_default');

create table item_taxes (
  tenant_id uuid not null,
  item_id uuid not null,
  tax_id uuid not null,
  primary key (tenant_id, item_id, tax_id),
  foreign key (tenant_id, item_id) references items (tenant_id, id),
  foreign key (tenant_id, tax_id) references taxes (tenant_id, id)
);
create index item_taxes_by_tax on item_taxes (tenant_id, tax_id, item_id);
select beaver_isolate('item_taxes');

-- What a till sells from: one row per item with all its parts, written by publishTillItems in the transaction that
-- changes any of them (shape product-catalog.till_items.v1). The lists are the domain row's own JSON.
create table till_items (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(255) not null,
  sku varchar(100),
  type varchar(50) not null,
  price numeric(19, 6) not null,
  category_ids jsonb not null,
  tax_ids jsonb not null,
  modifiers jsonb not null,
  barcodes jsonb not null,
  image_url text,
  color char(7),
  is_active boolean not null,
  is_sold_out boolean not null,
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references items (tenant_id, id)
);
alter table till_items replica identity full;
select beaver_isolate('till_items');
select beaver_publish('till_items', 'id', 'tenant_id', 'name', 'sku', 'type', 'price', 'category_ids', 'tax_ids', 'modifiers',
  'barcodes', 'image_url', 'color', 'is_active', 'is_sold_out', 'version');
