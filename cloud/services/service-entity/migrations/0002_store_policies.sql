-- What a store chose where people choose differently (shape service-entity.store_policies.v1). A store without a row has the
-- defaults; a field that is not in it, too. The fields: domain/src/service-entity/policies.ts.
create table store_policies (
  -- The store's.
  id uuid not null,
  tenant_id uuid not null,
  policies jsonb not null check (jsonb_typeof(policies) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint store_policies_store_fkey foreign key (tenant_id, id) references stores (tenant_id, id)
);
alter table store_policies replica identity full;
select beaver_isolate('store_policies');
select beaver_publish('store_policies', 'id', 'tenant_id', 'policies');
