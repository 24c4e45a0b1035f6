-- What documents add to the sales: every close, contested or not, every reversal that counts, and every refund, each on its
-- own day. A reversal adds what its close does, negated; a refund no document and no line. Training adds nothing.

CREATE TABLE contributions AS
WITH sold AS (
  SELECT *,
    json_array_length(body, '$.lines') AS lines,
    (SELECT coalesce(sum(value ->> '$.quantityMicro'), 0) FROM json_each(body, '$.lines')) AS quantity,
    (SELECT coalesce(sum(min(0, value ->> '$.total')), 0) FROM json_each(body, '$.lines')) AS returned
  FROM closes WHERE NOT coalesce(body ->> '$.isTraining', 0)
),
refunds AS (
  SELECT *, (SELECT coalesce(sum(value ->> '$.quantityMicro'), 0) FROM json_each(body, '$.lines')) AS quantity
  FROM (
    SELECT *, body ->> '$.document' AS document,
      row_number() OVER (PARTITION BY aggregate, body ->> '$.document' ORDER BY place) AS nth
    FROM facts WHERE type IN ('order.OrderClosed', 'order.DocumentReversed', 'order.RefundIssued')
  ) WHERE nth = 1 AND type = 'order.RefundIssued' AND NOT (body ->> '$.isTraining')
),
counted AS (
  SELECT tenant, aggregate, event_id, command, document, terminal, body, 1 AS documents, lines, quantity, returned FROM sold
  UNION ALL
  SELECT r.tenant, r.aggregate, r.event_id, r.command, r.document, r.terminal, r.body, -1, -s.lines, -s.quantity, -s.returned
  FROM reversals r JOIN sold s ON s.aggregate = r.aggregate AND s.document = r.reverses WHERE r.counts
  UNION ALL
  SELECT tenant, aggregate, event_id, command, document, terminal, body, 0, 0, -quantity, min(0, body ->> '$.total') FROM refunds
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
