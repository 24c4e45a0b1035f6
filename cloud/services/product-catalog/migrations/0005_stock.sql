-- How items move stock (configuration), what a till reads of it (till_stock), and what stores have (folded from the journal).

create table stock_settings (
  tenant_id uuid not null,
  item_id uuid not null,
  is_tracked boolean not null default false,
  -- At or below it a person is told; null: nobody asks.
  low_quantity numeric(19, 6),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, item_id),
  foreign key (tenant_id, item_id) references items (tenant_id, id)
);
select beaver_isolate('stock_settings');

-- What an item is made of, or what an option adds to it: exactly one of the two.
create table recipes (
  tenant_id uuid not null,
  id uuid not null,
  item_id uuid,
  option_id uuid,
  -- How many units the lines make.
  yield numeric(19, 6) not null default 1 check (yield > 0),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_recipe_of_item unique (tenant_id, item_id),
  constraint unique_recipe_of_option unique (tenant_id, option_id),
  constraint recipe_is_of_one check (num_nonnulls(item_id, option_id) = 1),
  foreign key (tenant_id, item_id) references items (tenant_id, id),
  -- An option that is taken out of its modifier takes its recipe along.
  foreign key (tenant_id, option_id) references modifier_options (tenant_id, id) on delete cascade
);
select beaver_isolate('recipes');

create table recipe_lines (
  tenant_id uuid not null,
  recipe_id uuid not null,
  ingredient_id uuid not null,
  -- Of the ingredient's own unit; below zero: an option leaves it out.
  quantity numeric(19, 6) not null check (quantity <> 0),
  position integer not null default 0,
  primary key (tenant_id, recipe_id, ingredient_id),
  foreign key (tenant_id, recipe_id) references recipes (tenant_id, id) on delete cascade,
  foreign key (tenant_id, ingredient_id) references items (tenant_id, id)
);
create index recipe_lines_by_ingredient on recipe_lines (tenant_id, ingredient_id);
select beaver_isolate('recipe_lines');

-- One row per item that moves stock at all, written by publishTillStock in the transaction that changes any of its parts
-- (shape product-catalog.till_stock.v1). The lists are the domain row's own JSON.
create table till_stock (
  tenant_id uuid not null,
  id uuid not null,
  is_tracked boolean not null,
  low_quantity numeric(19, 6),
  yield numeric(19, 6) not null,
  ingredients jsonb not null,
  options jsonb not null,
  version integer not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references items (tenant_id, id)
);
alter table till_stock replica identity full;
select beaver_isolate('till_stock');
select beaver_publish('till_stock', 'id', 'tenant_id', 'is_tracked', 'low_quantity', 'yield', 'ingredients', 'options', 'version');

-- What a store has of an item: the latest count plus what it did not know. May be below zero.
create table stock_levels (
  tenant_id uuid not null,
  id uuid not null,
  store_id uuid,
  item_id uuid not null,
  level_quantity numeric(19, 6) not null,
  counted_quantity numeric(19, 6),
  counted_at timestamptz,
  counted_by uuid,
  moved_quantity numeric(19, 6) not null,
  primary key (tenant_id, id)
);
create index stock_levels_by_store on stock_levels (tenant_id, store_id, item_id);
create index stock_levels_by_item on stock_levels (tenant_id, item_id, id);
select beaver_isolate('stock_levels');

-- What was done once (a command, or the taking back of a document), event and command are the key. order_item_id null:
-- several lines of the order moved it.
create table stock_movements (
  tenant_id uuid not null,
  stock_id uuid not null,
  id uuid not null,
  command_id uuid not null,
  doing varchar(64) not null,
  chain char(64) not null,
  seq bigint not null,
  clock bigint not null,
  position integer not null,
  store_id uuid,
  item_id uuid not null,
  terminal_id uuid,
  kind varchar(20) not null,
  delta_quantity numeric(19, 6) not null,
  order_id uuid,
  document_id uuid,
  order_item_id uuid,
  note text,
  -- The standing count knew it.
  is_counted boolean not null,
  business_date date not null,
  moved_at timestamptz not null,
  moved_by uuid,
  primary key (tenant_id, stock_id, doing, id, command_id)
);
create index stock_movements_by_time on stock_movements (tenant_id, stock_id, moved_at desc, id);
select beaver_isolate('stock_movements');

-- What a store has run out of. A time that is over says nothing any more.
create table sold_out_items (
  tenant_id uuid not null,
  item_id uuid not null,
  store_id uuid not null,
  event_id uuid not null,
  sold_out_until timestamptz,
  sold_out_since timestamptz not null,
  marked_by uuid,
  primary key (tenant_id, item_id, store_id)
);
create index sold_out_items_by_store on sold_out_items (tenant_id, store_id, item_id);
select beaver_isolate('sold_out_items');
