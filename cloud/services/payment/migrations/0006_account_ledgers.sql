-- Accounts are ledgers: rows that add up, by command, so that one movement more costs the same behind ten as behind ten
-- thousand; and what comes down to tills of them (till_accounts).

-- What earlier versions kept lacks places and commands: the service takes the journal again, from its beginning.
truncate facts, fact_headers, parked, suspense, suspended_aggregates, journal_cursors, payments, shifts, z_reports, accounts,
  account_movements;

-- Of a command that was carried out twice the first entry stands, and a ledger looks up the other one.
create index facts_by_command on facts (tenant_id, aggregate, command_id);

-- A movement's place in the ledger is its entry's, in canonical order; `chain` as hex, compared by its bytes.
alter table account_movements
  drop column position,
  add column command_id uuid not null,
  add column clock bigint not null,
  add column chain text collate "C" not null,
  add column seq bigint not null,
  add column idx integer not null,
  add column line_id uuid,
  add column grant_id uuid,
  -- In minor units of whatever currency the movement says: sums are made of these.
  add column delta_minor bigint not null;
create index account_movements_by_place on account_movements (tenant_id, account_id, clock, chain, seq, idx);
create index account_movements_by_command on account_movements (tenant_id, account_id, command_id);
create index account_movements_by_line on account_movements (tenant_id, account_id, line_id) where line_id is not null;
create index account_movements_by_grant on account_movements (tenant_id, account_id, grant_id) where grant_id is not null;
create index account_movements_by_time on account_movements (tenant_id, account_id, moved_at, id);
create index accounts_by_label on accounts (tenant_id, label, id);

-- What else is said of an account: openings, grants, releases; those that stand.
create table account_marks (
  tenant_id uuid not null,
  account_id uuid not null,
  clock bigint not null,
  chain text collate "C" not null,
  seq bigint not null,
  idx integer not null,
  command_id uuid not null,
  type text not null,
  grant_id uuid,
  for_command uuid,
  -- What it says, and who said it: domain's own JSON.
  body json not null,
  author json not null,
  primary key (tenant_id, account_id, clock, chain, seq, idx)
);
create index account_marks_by_command on account_marks (tenant_id, account_id, command_id);
create index account_openings on account_marks (tenant_id, account_id, clock, chain, seq, idx)
  where type = 'payment.AccountOpened';
create index account_marks_by_grant on account_marks (tenant_id, account_id, grant_id) where grant_id is not null;
create index account_marks_for_command on account_marks (tenant_id, account_id, for_command) where for_command is not null;
select beaver_isolate('account_marks');

-- The sum of the movements that count, in minor units, however large. is_odd: an event's id is in two commands, which no
-- honest till writes; such an account is folded from all its facts each time.
create table account_sums (
  tenant_id uuid not null,
  account_id uuid not null,
  sum_minor numeric(30, 0) not null,
  is_odd boolean not null,
  primary key (tenant_id, account_id)
);
select beaver_isolate('account_sums');

-- What comes down (shape payment.till_accounts.v1): written in the transaction of the ingest that changes the account.
create table till_accounts (
  tenant_id uuid not null,
  id uuid not null,
  kind varchar(50) not null,
  currency jsonb,
  label varchar(255) not null,
  customer_id uuid,
  credit_limit_minor bigint not null,
  balance_minor bigint not null,
  opening jsonb,
  granted jsonb not null,
  heads jsonb not null,
  version integer not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
-- A real Electric needs whole old rows.
alter table till_accounts replica identity full;
select beaver_isolate('till_accounts');
select beaver_publish('till_accounts', 'id', 'tenant_id', 'kind', 'currency', 'label', 'customer_id', 'credit_limit_minor',
  'balance_minor', 'opening', 'granted', 'heads', 'version');
