-- What documents add to the sales: every close, contested or not, and every reversal that counts, on its own day.

CREATE TABLE contributions AS
WITH figures AS (
  SELECT aggregate, document,
    json_array_length(body, '$.lines') AS lines,
    (SELECT coalesce(sum(value ->> '$.quantityMicro'), 0) FROM json_each(body, '$.lines')) AS quantity,
    (SELECT coalesce(sum(min(0, value ->> '$.total')), 0) FROM json_each(body, '$.lines')) AS returned
  FROM closes
),
counted AS (
  SELECT c.*, 1 AS documents, f.lines, f.quantity, f.returned FROM closes c
  JOIN figures f ON f.aggregate = c.aggregate AND f.document = c.document
  UNION ALL
  SELECT r.place, r.chain, r.seq, r.clock, r.command, r.at, r.tenant, r.store, r.terminal, r.actor, r.business_date, r.event_id,
    r.type, r.v, r.aggregate, r.body, r.document, r.nth, 0, -1, -f.lines, -f.quantity, -f.returned
  FROM reversals r JOIN figures f ON f.aggregate = r.aggregate AND f.document = r.reverses WHERE r.counts
)
SELECT
  tenant AS tenant_id, aggregate AS order_id, event_id, command AS command_id, document AS document_id,
  (SELECT store_id FROM heads h WHERE h.id = aggregate) AS store_id, terminal AS terminal_id,
  body ->> '$.businessDate' AS business_date, CAST(substr(body ->> '$.localTime', 12, 2) AS INTEGER) AS hour,
  body ->> '$.currency.code' AS currency_code, body ->> '$.currency.exponent' AS currency_exponent, documents,
  body ->> '$.net' AS net, (body ->> '$.total') - (body ->> '$.net') AS tax, body ->> '$.total' AS total,
  lines, quantity, returned
FROM counted;

CREATE VIEW sales_rollups AS
SELECT tenant_id, store_id, business_date, hour, currency_code, currency_exponent, sum(documents) AS documents,
  sum(lines) AS lines, sum(quantity) AS quantity, sum(net) AS net, sum(tax) AS tax, sum(total) AS total, sum(returned) AS returned
FROM contributions
GROUP BY tenant_id, store_id, business_date, hour, currency_code, currency_exponent;
