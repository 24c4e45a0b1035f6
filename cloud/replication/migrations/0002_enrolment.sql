-- Keys and enrolments. The private key is sealed with a secret that only the host has.
create table tenant_keys (
  tenant_id uuid primary key,
  public_key bytea not null check (octet_length(public_key) = 32),
  -- AES-256-GCM: nonce (12), tag (16), the PKCS #8 DER; the tenant's id is authenticated with it.
  sealed_private_key bytea not null,
  created_at timestamptz not null default now()
);
select beaver_isolate('tenant_keys');

create table terminals_enrolled (
  tenant_id uuid not null,
  terminal_id uuid not null,
  epoch int not null check (epoch >= 1),
  store_id uuid not null,
  public_key bytea not null check (octet_length(public_key) = 32),
  certificate jsonb not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, terminal_id, epoch)
);
select beaver_isolate('terminals_enrolled');

create table enrolment_codes (
  tenant_id uuid not null,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  store_id uuid not null,
  terminal_id uuid not null,
  created_by uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_epoch int,
  primary key (tenant_id, code_hash)
);
select beaver_isolate('enrolment_codes');

-- Whose code it is, before a token says so: a terminal that enrols has nothing but its code. Holds only hashes.
create table enrolment_code_tenants (
  code_hash bytea primary key,
  tenant_id uuid not null,
  expires_at timestamptz not null
);
create index enrolment_code_tenants_by_expiry on enrolment_code_tenants (expires_at);
select beaver_share('enrolment_code_tenants');
