-- Seed section 3.1, corrected as design section 9 says; the README of this service names each correction.

create table tenants (
  id uuid primary key,
  -- What sign-in names the tenant by. The seed's unique name is gone: two businesses may share a name, and a refused
  -- duplicate would tell one tenant about another.
  slug varchar(63) not null constraint tenants_slug_unique unique
    check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  name varchar(255) not null,
  status varchar(50) not null default 'active' check (status in ('active', 'inactive', 'suspended')),
  contact_email varchar(255),
  phone_number varchar(50),
  address text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
select beaver_isolate('tenants', 'id');

-- Sign-in knows a slug and no tenant yet. This is the one door past row-level security: it runs as the owner, takes an
-- exact slug and answers id and status of at most one tenant, nothing else.
create function tenant_by_slug(wanted text) returns table (id uuid, status varchar)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select t.id, t.status from public.tenants t where t.slug = wanted
$$;
revoke all on function tenant_by_slug(text) from public;
do $$ begin execute format('grant execute on function tenant_by_slug(text) to %I', beaver_role('app')); end $$;

create table roles (
  id uuid not null,
  -- Never null: a tenant starts with copies of the templates, so no role is shared and row-level security has no exception.
  tenant_id uuid not null references tenants (id),
  name varchar(100) not null,
  description text,
  -- {"can_sell": true}
  permissions jsonb not null default '{}' check (jsonb_typeof(permissions) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint unique_role_name_per_tenant unique (tenant_id, name)
);
select beaver_isolate('roles');

create table users (
  id uuid not null,
  tenant_id uuid not null references tenants (id),
  username varchar(100) not null,
  -- Argon2id, PHC string.
  password_hash varchar(255) not null,
  email varchar(255),
  first_name varchar(100),
  last_name varchar(100),
  is_active boolean not null default true,
  last_login_at timestamptz,
  -- Argon2id, PHC string; null until a PIN is set and after a till of one of the user's stores was revoked.
  pin_verifier varchar(255),
  -- Head office: every store of the tenant, also those that do not exist yet. Tills know only those assigned by name.
  has_all_stores boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index users_username_unique on users (tenant_id, lower(username));
create unique index users_email_unique on users (tenant_id, lower(email));
select beaver_isolate('users');

create table user_roles (
  tenant_id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  primary key (tenant_id, user_id, role_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id),
  foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
create index user_roles_by_role on user_roles (tenant_id, role_id);
select beaver_isolate('user_roles');

-- In which stores a user works. `store_id` names a row of service-entity: no foreign key across databases.
create table user_stores (
  tenant_id uuid not null,
  user_id uuid not null,
  store_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id, store_id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index user_stores_by_store on user_stores (tenant_id, store_id);
select beaver_isolate('user_stores');

-- What tills know of a user, one row per (store, user): shape auth-user.store_staff.v1, kept by publishStoreStaff in the
-- transaction that changes user, role, assignment or PIN, and by nobody else.
create table store_staff (
  id uuid not null,
  tenant_id uuid not null,
  store_id uuid not null,
  name varchar(255) not null,
  permissions jsonb not null,
  pin_verifier varchar(255),
  is_active boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, store_id, id)
);
create index store_staff_by_user on store_staff (tenant_id, id);
select beaver_isolate('store_staff');
select beaver_publish('store_staff', 'id', 'tenant_id', 'store_id', 'name', 'permissions', 'pin_verifier', 'is_active');

-- Personal data: never in an event and never on a till by shape. Events name a customer by id and by the hash of a side
-- record; erasing empties every column but the ids.
create table customers (
  id uuid not null,
  tenant_id uuid not null references tenants (id),
  name varchar(255),
  email varchar(255),
  phone_number varchar(50),
  address text,
  erased_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check (erased_at is null or (name is null and email is null and phone_number is null and address is null))
);
select beaver_isolate('customers');
