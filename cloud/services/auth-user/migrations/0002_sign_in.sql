-- One row per refresh token ever issued and not yet swept. A family is one sign-in: each refresh uses one token up and
-- issues the next; a used one that comes again revokes the family.
create table refresh_tokens (
  id uuid not null,
  tenant_id uuid not null,
  user_id uuid not null,
  family_id uuid not null,
  -- SHA-256 of the secret part; the secret has 256 random bits, so a slow hash would add nothing.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index refresh_tokens_by_family on refresh_tokens (tenant_id, family_id);
create index refresh_tokens_by_user on refresh_tokens (tenant_id, user_id);
create index refresh_tokens_by_expiry on refresh_tokens (tenant_id, expires_at);
select beaver_isolate('refresh_tokens');

-- Attempts since the last success, for user names that exist and for those that do not alike.
create table sign_in_attempts (
  tenant_id uuid not null,
  username varchar(100) not null,
  attempts int not null check (attempts > 0),
  last_at timestamptz not null,
  -- No password is looked at before this.
  locked_until timestamptz not null,
  primary key (tenant_id, username)
);
create index sign_in_attempts_by_age on sign_in_attempts (tenant_id, last_at);
select beaver_isolate('sign_in_attempts');

-- Who changed whom. Never a password, PIN, verifier or personal data.
create table audit_log (
  id uuid not null,
  tenant_id uuid not null,
  at timestamptz not null,
  -- Null: the operator of the host.
  actor_id uuid,
  action varchar(100) not null,
  subject_id uuid not null,
  details jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index audit_log_by_time on audit_log (tenant_id, at, id);
create index audit_log_by_subject on audit_log (tenant_id, subject_id, at);
select beaver_isolate('audit_log');
-- Written once, never changed: not even by the service.
do $$ begin execute format('revoke update, delete on audit_log from %I', beaver_role('app')); end $$;
