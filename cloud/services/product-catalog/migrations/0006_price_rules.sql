-- What a shop promises and asks beside its prices (shape product-catalog.price_rules.v1): promotions, coupons, charges, price
-- lists, tax changes, combos, loyalty. What `rule` says by kind: domain/src/product-catalog/price-rules/terms.ts.
create table price_rules (
  id uuid not null,
  tenant_id uuid not null,
  -- Another service's row; null: every store of the tenant.
  store_id uuid,
  kind varchar(32) not null,
  name varchar(255) not null,
  rule jsonb not null check (jsonb_typeof(rule) = 'object'),
  -- Business dates, both included.
  valid_from date,
  valid_to date check (valid_to >= valid_from),
  weekdays jsonb check (jsonb_typeof(weekdays) = 'array'),
  times jsonb check (jsonb_typeof(times) = 'array'),
  is_active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index price_rules_by_name on price_rules (tenant_id, name, id);
alter table price_rules replica identity full;
select beaver_isolate('price_rules');
select beaver_publish('price_rules', 'id', 'tenant_id', 'store_id', 'kind', 'name', 'rule', 'valid_from', 'valid_to', 'weekdays',
  'times', 'is_active', 'version');
