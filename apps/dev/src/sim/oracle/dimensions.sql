-- Sales told apart by item, category, seller, charge, cashier, tender, tax, discount and void: what each document adds under each
-- key. A reversal adds what its close does, negated. What refunds undo of discounts is not said here.

CREATE TABLE report_documents AS
SELECT c.order_id, c.document_id, c.documents AS kind, c.tenant_id, c.store_id, c.business_date, c.currency_code, c.currency_exponent,
  iif(c.documents = -1, -1, 1) AS sign, iif(c.documents = 0, 0, 1) AS counts, d.body, d.actor
FROM contributions c
JOIN numbered n ON n.aggregate = c.order_id AND n.document = c.document_id
JOIN numbered d ON d.aggregate = c.order_id AND d.document = iif(c.documents = -1, n.body ->> '$.reverses', c.document_id);

CREATE TABLE report_lines AS
SELECT d.order_id, d.document_id, d.kind, l.key, l.value AS line,
  -- What comes back comes back from whoever sold it: by the document that it points to or, where that was reversed, by the one
  -- that has the line now.
  iif(d.kind <> 0, l.value ->> '$.staff', (
    SELECT s.value ->> '$.staff' FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n
    JOIN json_each(c.body, '$.lines') s
    WHERE c.aggregate = d.order_id AND s.value ->> '$.line' = l.value ->> '$.line'
      AND (v.status <> 'reversed' OR c.document = d.body ->> '$.refunds')
    ORDER BY c.document = d.body ->> '$.refunds' AND v.status <> 'reversed' DESC, v.status = 'reversed', c.document LIMIT 1)) AS seller
FROM report_documents d JOIN json_each(d.body, '$.lines') l;
CREATE INDEX report_lines_by_document ON report_lines (order_id, document_id);

CREATE TABLE contributions_by AS
WITH parts (order_id, document_id, dimension, key, count, quantity, net, tax, total, tips, rounding) AS (
  SELECT l.order_id, l.document_id, k.value,
    CASE k.value WHEN 'item' THEN l.line ->> '$.item' WHEN 'category' THEN coalesce(l.line ->> '$.categories[0]', 'none')
      ELSE coalesce(l.seller, 'none') END,
    abs(l.kind), iif(l.kind = 0, -1, 1) * (l.line ->> '$.quantityMicro'), l.line ->> '$.net',
    (l.line ->> '$.total') - (l.line ->> '$.net'), l.line ->> '$.total', 0, 0
  FROM report_lines l JOIN json_each('["item", "category", "seller"]') k
  UNION ALL
  SELECT d.order_id, d.document_id, 'charge', c.value ->> '$.charge', d.counts, 0, c.value ->> '$.net',
    (c.value ->> '$.total') - (c.value ->> '$.net'), c.value ->> '$.total', 0, 0
  FROM report_documents d JOIN json_each(d.body, '$.charges') c
  UNION ALL
  SELECT order_id, document_id, 'cashier', coalesce(actor, 'none'), counts, 0, body ->> '$.net',
    (body ->> '$.total') - (body ->> '$.net'), body ->> '$.total', 0, 0
  FROM report_documents
  UNION ALL
  SELECT d.order_id, d.document_id, 'tender', p.value ->> '$.method', 1, 0, 0, 0, p.value ->> '$.amount',
    p.value ->> '$.tip', p.value ->> '$.rounding'
  FROM report_documents d JOIN json_each(d.body, '$.payments') p
  UNION ALL
  SELECT d.order_id, d.document_id, 'tax', t.value ->> '$.tax' || '/' || (t.value ->> '$.ratePpm') || '/' || (t.value ->> '$.mode'),
    0, 0, 0, t.value ->> '$.amount', 0, 0, 0
  FROM report_documents d JOIN json_each(d.body, '$.taxes') t
  UNION ALL
  -- What each tax was computed on: a line or charge of two taxes is the base of both, one of none has a key of its own.
  SELECT order_id, document_id, 'tax', key, counts, 0, net, 0, 0, 0, 0 FROM (
    SELECT DISTINCT d.order_id, d.document_id, d.counts, x.value ->> '$.net' AS net, p.value AS part, x.key AS at,
      coalesce(t.value ->> '$.tax' || '/' || (t.value ->> '$.ratePpm') || '/' || (t.value ->> '$.mode'), 'none') AS key
    FROM report_documents d JOIN json_each('["lines", "charges"]') p JOIN json_each(d.body, '$.' || p.value) x
    LEFT JOIN json_each(x.value, '$.taxes') t
  )
  UNION ALL
  SELECT l.order_id, l.document_id, 'discount', t.value ->> '$.source' || '/' || (t.value ->> '$.rule'), 1, 0, 0, 0,
    t.value ->> '$.amount', 0, 0
  FROM report_lines l JOIN json_each(l.line, '$.discounts') t WHERE l.kind <> 0
  UNION ALL
  SELECT d.order_id, d.document_id, 'void',
    iif(v.value ->> '$.wasFired', 'fired/', 'unfired/') || substr(v.value ->> '$.reason', 1, 64), 1, v.value ->> '$.quantityMicro',
    0, 0, v.value ->> '$.total', 0, 0
  FROM report_documents d JOIN json_each(d.body, '$.voided') v WHERE d.kind <> 0
)
SELECT d.order_id, d.document_id, p.dimension, p.key, d.tenant_id, d.store_id, d.business_date, d.currency_code,
  d.currency_exponent, d.sign * sum(p.count) AS count, d.sign * sum(p.quantity) AS quantity, d.sign * sum(p.net) AS net,
  d.sign * sum(p.tax) AS tax, d.sign * sum(p.total) AS total, d.sign * sum(p.tips) AS tips, d.sign * sum(p.rounding) AS rounding
FROM parts p JOIN report_documents d ON d.order_id = p.order_id AND d.document_id = p.document_id
GROUP BY d.order_id, d.document_id, p.dimension, p.key;

-- Shifts as the store's day sees them: the first opening and the first Z, whoever wrote it.
CREATE VIEW day_shifts AS
SELECT s.aggregate AS shift_id, coalesce(o.tenant, z.tenant) AS tenant_id, coalesce(o.store, z.store) AS store_id,
  coalesce(o.body, z.body) ->> '$.terminal' AS terminal_id, coalesce(o.body, z.body) ->> '$.businessDate' AS business_date,
  coalesce(o.body, z.body) ->> '$.currency.code' AS currency_code,
  coalesce(o.body, z.body) ->> '$.currency.exponent' AS currency_exponent,
  coalesce(coalesce(o.body, z.body) ->> '$.isTraining', 0) AS is_training, coalesce(o.at, z.body ->> '$.openedAt') AS opened_at,
  o.chain AS opened_chain, o.seq AS opened_seq, o.clock AS opened_clock, z.chain AS closed_chain, z.seq AS closed_seq,
  z.clock AS closed_clock, z.body AS z
FROM (SELECT DISTINCT aggregate FROM facts WHERE type IN ('payment.ShiftOpened', 'payment.ShiftClosed')) s
LEFT JOIN facts o ON o.place = (SELECT min(place) FROM facts f WHERE f.type = 'payment.ShiftOpened' AND f.aggregate = s.aggregate)
LEFT JOIN facts z ON z.place = (SELECT min(place) FROM facts f WHERE f.type = 'payment.ShiftClosed' AND f.aggregate = s.aggregate);
