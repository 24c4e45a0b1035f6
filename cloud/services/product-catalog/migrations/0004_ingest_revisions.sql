-- The journal may change a chain behind its head (another branch stands, a fence, a release): then a service forgets what
-- it took from there on and takes it again. Each service that follows the journal has its own copy as a migration;
-- tables.test.ts holds the copies equal to this file.

-- Which change of the chain this service has folded; 0: none yet.
alter table journal_cursors add column revision bigint not null default 0;

create index facts_by_chain on facts (tenant_id, chain, seq);
