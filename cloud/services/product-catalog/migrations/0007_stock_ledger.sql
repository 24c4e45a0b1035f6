-- Levels add up: one more movement of an item reads its standing count and its own command, not all facts of the stock.

-- Whether a command was carried out before, and the facts of one command of a stock.
create index facts_by_command on facts (tenant_id, aggregate, command_id);
-- Counts of a stock, the standing one last.
create index facts_of_counts on facts (tenant_id, aggregate, clock, chain, seq, idx)
  where type = 'product-catalog.StockCounted';
