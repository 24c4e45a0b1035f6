-- What changes after the fact: which branch of a chain stands, what is in suspense, which side records there are.

alter table chains
  -- Another one after every change behind the head; 0: none yet. Only equal or not: where it began stands in chain_revisions.
  add column revision bigint not null default 0,
  -- What a stolen terminal's revocation names: entries beyond it are in suspense. null: no fence.
  add column fence bigint check (fence >= 0),
  -- Entries up to it are folded whatever fence and clock say.
  add column released bigint not null default 0,
  -- Something of it is in `forks`.
  add column is_forked boolean not null default false,
  -- Of its receipt numbers.
  add column series int not null default 1;
update chains c set series = (convert_from(e.bytes, 'UTF8')::json #>> '{events,0,body,series}')::int
  from entries e where e.tenant_id = c.tenant_id and e.chain = c.chain and e.seq = 1;
create index chains_by_terminal on chains (tenant_id, terminal_id) where terminal_id is not null;
select beaver_publish('chains', 'revision');

-- Each change of a chain behind its head, in order. Whoever followed folds anew from the lowest place changed since.
create table chain_revisions (
  tenant_id uuid not null,
  chain bytea not null,
  -- 1, 2, ... of this chain.
  position int not null,
  -- Random, so that no two lives of this database give different changes one name.
  revision bigint not null,
  from_seq bigint not null check (from_seq >= 1),
  primary key (tenant_id, chain, position)
);
select beaver_isolate('chain_revisions');
select beaver_publish('chain_revisions');

-- Openings that follow another chain: they say which of its branches stands.
create table followers (
  tenant_id uuid not null,
  followed bytea not null,
  -- The chain that was opened, and the clock of its opening: canonical order.
  chain bytea not null,
  clock bigint not null,
  seq bigint not null,
  hash bytea not null,
  primary key (tenant_id, followed, chain)
);
insert into followers
  select tenant_id, decode(follows ->> 'chain', 'hex'), chain, clock, (follows ->> 'seq')::bigint, decode(follows ->> 'hash', 'hex')
  from (select tenant_id, chain, clock, convert_from(bytes, 'UTF8')::json #> '{events,0,body,follows}' as follows
        from entries where seq = 1) as openings
  where json_typeof(follows) = 'object';
select beaver_isolate('followers');

alter table forks
  add column prev bytea check (octet_length(prev) = 32),
  add column clock bigint,
  -- Which of two at one place came first; what stood before stands at 0.
  add column position bigint not null default 0,
  add column sides jsonb not null default '[]';
update forks f set clock = (convert_from(f.bytes, 'UTF8')::json ->> 'clock')::bigint, prev = before.hash
  from (select tenant_id, chain, seq, hash from entries union all select tenant_id, chain, seq, hash from forks) as before
  where before.tenant_id = f.tenant_id and before.chain = f.chain and before.seq = f.seq - 1
    and sha256(before.hash || f.bytes) = f.hash;
delete from forks where prev is null;
alter table forks alter column prev set not null, alter column clock set not null;
update chains c set is_forked = true
  where exists (select 1 from forks f where f.tenant_id = c.tenant_id and f.chain = c.chain);

-- Heads of other branches, as signed_heads.
create table fork_heads (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  hash bytea not null,
  signature bytea check (octet_length(signature) = 64),
  primary key (tenant_id, chain, seq, hash)
);
select beaver_isolate('fork_heads');

-- null: not the author, but a TailVouched stands for this head.
alter table signed_heads alter column signature drop not null;

-- A copy of an entry brings the same records, so one id may stand beside several entries.
alter table sides drop constraint sides_pkey, add primary key (tenant_id, id, chain, seq);

-- Entries whose clock leaps, whether in suspense or released.
create table clock_leaps (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  primary key (tenant_id, chain, seq)
);
insert into clock_leaps select tenant_id, chain, seq from suspense;
select beaver_isolate('clock_leaps');

-- What back-office chains say about journals (journal.* events), by what it is about.
create table control_facts (
  tenant_id uuid not null,
  chain bytea not null,
  seq bigint not null,
  idx int not null,
  -- null: of the tenant's own chain.
  store_id uuid,
  type text not null,
  -- TerminalRevoked: whose chains, of this epoch and lower; fences [{chain, seq}] of a stolen one, otherwise null.
  terminal_id uuid,
  epoch int,
  fences jsonb,
  -- SuspenseReleased and TailVouched: up to where.
  about bytea,
  about_seq bigint,
  about_hash bytea,
  primary key (tenant_id, chain, seq, idx)
);
create index control_facts_by_terminal on control_facts (tenant_id, terminal_id) where terminal_id is not null;
create index control_facts_by_chain on control_facts (tenant_id, about) where about is not null;
select beaver_isolate('control_facts');

-- Side records that an Erased names: deleted, and not taken again.
create table erased_sides (
  tenant_id uuid not null,
  id uuid not null,
  primary key (tenant_id, id)
);
select beaver_isolate('erased_sides');

-- A restore of one tenant's rows begins a life of that tenant only; null: of the whole database.
alter table incarnations add column tenant_id uuid;
