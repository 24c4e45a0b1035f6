-- Which document came late and by whom, and refunds that undo the discounts of what they give back.

-- What is kept of documents says neither: the service takes the journal again, from its beginning. `arrivals` stays: what was
-- late then is late now.
truncate facts, fact_headers, parked, suspense, suspended_aggregates, journal_cursors, contributions, sales_rollups,
  contributions_by, dimension_rollups, dimension_names, day_shifts;

alter table contributions
  add column terminal_code varchar(16) not null,
  add column series integer not null,
  add column counter bigint not null,
  add column cashier_id uuid,
  add column cashier_name text not null;
