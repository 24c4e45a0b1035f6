-- The tenant's journal: chains of entries as their authors wrote them. Nothing here is ever edited; heads only move on.

create table chains (
  tenant_id uuid not null,
  -- Hash of the opening entry.
  chain bytea not null check (octet_length(chain) = 32),
  -- null only on the tenant's own back-office chain.
  store_id uuid check (store_id is not null or kind = 'tenant'),
  -- null on back-office chains.
  terminal_id uuid check ((terminal_id is not null) = (kind = 'terminal')),
  epoch int not null check (epoch >= 1),
  kind text not null check (kind in ('terminal', 'store', 'tenant')),
  public_key bytea not null check (octet_length(public_key) = 32),
  -- {text, signature} as issued; null on back-office chains, whose key is the tenant's.
  certificate jsonb check ((certificate is not null) = (kind = 'terminal')),
  -- Of back-office chains: the life of this database in which it was opened. After a restore they start anew.
  incarnation uuid check ((incarnation is null) = (kind = 'terminal')),
  -- 0 only inside the transaction that opens it.
  head_seq bigint not null,
  head_hash bytea not null check (octet_length(head_hash) = 32),
  -- The highest clock in it; entries in suspense do not count.
  head_clock bigint not null,
  opened_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, chain)
);
create index chains_by_store on chains (tenant_id, store_id, chain);
create unique index chains_back_office on chains (tenant_id, coalesce(store_id, tenant_id), incarnation)
  where kind <> 'terminal';
select beaver_isolate('chains');
select beaver_publish('chains', 'tenant_id', 'chain', 'store_id', 'terminal_id', 'epoch', 'kind', 'head_seq', 'head_hash',
  'opened_at', 'updated_at');

create table entries (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null check (seq >= 1),
  hash bytea not null check (octet_length(hash) = 32),
  clock bigint not null,
  -- The author's bytes: UTF-8 text.
  bytes bytea not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, chain, seq)
);
select beaver_isolate('entries');
select beaver_publish('entries');

-- Personal data beside the entries; erasing deletes the row, and the chain still verifies.
create table sides (
  tenant_id uuid not null,
  id uuid not null,
  chain bytea not null,
  seq bigint not null,
  salt text not null,
  value text not null,
  primary key (tenant_id, id)
);
create index sides_by_entry on sides (tenant_id, chain, seq);
select beaver_isolate('sides');
select beaver_publish('sides');

-- Heads their authors signed, at the end of every batch that was stored: what is relayed ends at one of them.
create table signed_heads (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  signature bytea not null check (octet_length(signature) = 64),
  primary key (tenant_id, chain, seq)
);
select beaver_isolate('signed_heads');

-- The other branch's bytes, from where it leaves ours: a person, or a later opening, says which one stands.
create table forks (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  hash bytea not null,
  bytes bytea not null,
  brought_by uuid not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, chain, seq, hash)
);
select beaver_isolate('forks');

-- Entries that are in their chain and that nobody folds until a person has looked.
create table suspense (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  reason text not null,
  since timestamptz not null default now(),
  primary key (tenant_id, chain, seq)
);
select beaver_isolate('suspense');
select beaver_publish('suspense');

-- Which entry of a back-office chain a command made: a repeated command is answered with it.
create table back_office_commands (
  tenant_id uuid not null,
  command_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  primary key (tenant_id, command_id)
);
select beaver_isolate('back_office_commands');

-- The life of this database: one row now; a restore adds another, and the newest counts.
create table incarnations (
  incarnation uuid primary key default gen_random_uuid(),
  announced_at timestamptz not null default now()
);
insert into incarnations default values;
select beaver_share('incarnations');
