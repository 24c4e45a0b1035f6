-- Orders as their facts make them.

CREATE TABLE order_facts AS
SELECT * FROM facts
WHERE v = 1 AND type IN (
  'order.OrderOpened', 'order.LineAdded', 'order.LineQuantityChanged', 'order.LineNoteSet', 'order.LinePriceOverridden',
  'order.LineVoided', 'order.OrderNoteSet', 'order.GuestNamed', 'order.LinesFired', 'order.OrderClosed',
  'order.DocumentReversed', 'order.TaskResolved', 'payment.PaymentRecorded'
);
CREATE INDEX order_facts_by_type ON order_facts (type, aggregate, place);
CREATE INDEX order_facts_by_aggregate ON order_facts (aggregate, place);

CREATE TABLE openings AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS nth FROM order_facts WHERE type = 'order.OrderOpened'
) WHERE nth = 1;
CREATE INDEX openings_by_aggregate ON openings (aggregate);

-- Closes and reversals share one kind of id: the first fact of each id counts.
CREATE TABLE numbered AS
SELECT * FROM (
  SELECT *, body ->> '$.document' AS document,
    row_number() OVER (PARTITION BY aggregate, body ->> '$.document' ORDER BY place) AS nth
  FROM order_facts WHERE type IN ('order.OrderClosed', 'order.DocumentReversed')
) WHERE nth = 1;
CREATE TABLE closes AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS n FROM numbered WHERE type = 'order.OrderClosed';
CREATE UNIQUE INDEX closes_by_aggregate ON closes (aggregate, n);
CREATE UNIQUE INDEX closes_by_document ON closes (aggregate, document);

-- Of each close the first reversal that says its negated amounts.
CREATE TABLE reversals AS
SELECT r.*, r.body ->> '$.reverses' AS reverses,
  c.document IS NOT NULL AND row_number() OVER (PARTITION BY r.aggregate, c.document ORDER BY r.place) = 1 AS counts,
  json_array_length(c.body, '$.lines') AS lines_reversed
FROM numbered r
LEFT JOIN closes c ON c.aggregate = r.aggregate AND c.document = r.body ->> '$.reverses'
  AND c.body ->> '$.net' = -(r.body ->> '$.net') AND c.body ->> '$.total' = -(r.body ->> '$.total')
  AND c.body ->> '$.currency.code' = r.body ->> '$.currency.code'
  AND c.body ->> '$.currency.exponent' = r.body ->> '$.currency.exponent'
WHERE r.type = 'order.DocumentReversed';
CREATE INDEX reversals_by_close ON reversals (aggregate, reverses);

-- Of closes that share a line the first stands; a reversed one neither stands nor contests.
CREATE TABLE verdicts (aggregate TEXT, n INTEGER, document TEXT, status TEXT, PRIMARY KEY (aggregate, n)) WITHOUT ROWID;
INSERT INTO verdicts
WITH RECURSIVE
judged AS (
  SELECT aggregate, n, document,
    (SELECT json_group_array(value ->> '$.line') FROM json_each(c.body, '$.lines')) AS lines,
    EXISTS (SELECT 1 FROM reversals r WHERE r.aggregate = c.aggregate AND r.reverses = c.document AND r.counts) AS is_reversed
  FROM closes c
),
walk (aggregate, n, document, status, taken) AS (
  SELECT aggregate, 0, NULL, NULL, '[]' FROM closes WHERE n = 1
  UNION ALL
  SELECT j.aggregate, j.n, j.document,
    CASE
      WHEN j.is_reversed THEN 'reversed'
      WHEN EXISTS (SELECT 1 FROM json_each(j.lines) l JOIN json_each(w.taken) t ON t.value = l.value) THEN 'contested'
      ELSE 'standing'
    END,
    CASE
      WHEN j.is_reversed THEN w.taken
      WHEN EXISTS (SELECT 1 FROM json_each(j.lines) l JOIN json_each(w.taken) t ON t.value = l.value) THEN w.taken
      ELSE (SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(w.taken) UNION ALL SELECT value FROM json_each(j.lines)))
    END
  FROM walk w JOIN judged j ON j.aggregate = w.aggregate AND j.n = w.n + 1
)
SELECT aggregate, n, document, status FROM walk WHERE n > 0;

CREATE TABLE documented AS
SELECT c.aggregate, c.document, l.value ->> '$.line' AS line
FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n AND v.status = 'standing'
JOIN json_each(c.body, '$.lines') l;
CREATE INDEX documented_by_line ON documented (aggregate, line);

CREATE TABLE paid AS
SELECT * FROM (
  SELECT *, body ->> '$.payment' AS payment,
    row_number() OVER (PARTITION BY aggregate, body ->> '$.payment' ORDER BY place) AS nth
  FROM order_facts WHERE type = 'payment.PaymentRecorded'
) WHERE nth = 1;
CREATE INDEX paid_by_aggregate ON paid (aggregate, place);

CREATE TABLE heads AS
SELECT
  o.aggregate AS id,
  (SELECT tenant FROM order_facts f WHERE f.aggregate = o.aggregate ORDER BY place LIMIT 1) AS tenant_id,
  (SELECT store FROM order_facts f WHERE f.aggregate = o.aggregate AND store IS NOT NULL ORDER BY place LIMIT 1) AS store_id,
  coalesce(
    (SELECT body -> '$.currency' FROM openings p WHERE p.aggregate = o.aggregate),
    (SELECT body -> '$.currency' FROM closes c WHERE c.aggregate = o.aggregate AND c.n = 1),
    '{"code":"XXX","exponent":2}'
  ) AS currency
FROM (SELECT DISTINCT aggregate FROM order_facts) o;
CREATE UNIQUE INDEX heads_by_id ON heads (id);

CREATE TABLE added AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) - 1 AS position FROM (
  SELECT *, body ->> '$.line' AS line,
    row_number() OVER (PARTITION BY aggregate, body ->> '$.line' ORDER BY place) AS nth
  FROM order_facts WHERE type = 'order.LineAdded'
) WHERE nth = 1;
CREATE UNIQUE INDEX added_by_line ON added (aggregate, line);

-- A quantity is the added one and every delta, in canonical order, held within 9 million units at every step.
CREATE TABLE quantity_steps (aggregate TEXT, line TEXT, n INTEGER, delta INTEGER, PRIMARY KEY (aggregate, line, n)) WITHOUT ROWID;
INSERT INTO quantity_steps
SELECT aggregate, line, row_number() OVER (PARTITION BY aggregate, line ORDER BY place), delta FROM (
  SELECT aggregate, line, place, body ->> '$.quantityMicro' AS delta FROM added
  UNION ALL
  SELECT aggregate, body ->> '$.line', place, body ->> '$.deltaMicro' FROM order_facts WHERE type = 'order.LineQuantityChanged'
);
CREATE TABLE quantities (aggregate TEXT, line TEXT, quantity INTEGER, PRIMARY KEY (aggregate, line)) WITHOUT ROWID;
INSERT INTO quantities
WITH RECURSIVE walk (aggregate, line, n, quantity) AS (
  SELECT aggregate, line, 1, max(-9000000000000, min(9000000000000, delta)) FROM quantity_steps WHERE n = 1
  UNION ALL
  SELECT s.aggregate, s.line, s.n, max(-9000000000000, min(9000000000000, w.quantity + s.delta))
  FROM walk w JOIN quantity_steps s ON s.aggregate = w.aggregate AND s.line = w.line AND s.n = w.n + 1
)
SELECT aggregate, line, quantity FROM (
  SELECT *, max(n) OVER (PARTITION BY aggregate, line) AS last FROM walk
) WHERE n = last;

-- The latest price and note in canonical order, whether said before or after the line was added; the first void.
CREATE TABLE changes AS
SELECT aggregate, place, type, body ->> '$.line' AS line, body FROM order_facts
WHERE type IN ('order.LineNoteSet', 'order.LinePriceOverridden', 'order.LineVoided');
CREATE INDEX changes_by_line ON changes (aggregate, line, type, place);

CREATE TABLE lines AS
SELECT
  a.aggregate, a.line, a.position, a.place, a.body, q.quantity, h.tenant_id,
  coalesce(price.body ->> '$.unitPriceMicro', a.body ->> '$.unitPriceMicro') AS unit_price,
  price.body ->> '$.reason' AS override_reason,
  CASE WHEN note.place IS NULL THEN a.body ->> '$.note' ELSE note.body ->> '$.note' END AS note,
  void.place AS void_place,
  void.body ->> '$.reason' AS void_reason
FROM added a
JOIN heads h ON h.id = a.aggregate
JOIN quantities q ON q.aggregate = a.aggregate AND q.line = a.line
LEFT JOIN changes price ON price.aggregate = a.aggregate AND price.line = a.line AND price.place = (
  SELECT max(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LinePriceOverridden')
LEFT JOIN changes note ON note.aggregate = a.aggregate AND note.line = a.line AND note.place = (
  SELECT max(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LineNoteSet')
LEFT JOIN changes void ON void.aggregate = a.aggregate AND void.line = a.line AND void.place = (
  SELECT min(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LineVoided');

CREATE TABLE priced_lines AS
SELECT l.*,
  void_place IS NULL AND NOT EXISTS (SELECT 1 FROM documented d WHERE d.aggregate = l.aggregate AND d.line = l.line) AS is_open,
  price_line(json_object(
  'unit', unit_price,
  'quantity', quantity,
  'exponent', (SELECT currency ->> '$.exponent' FROM heads h WHERE h.id = l.aggregate),
  'modifiers', json((SELECT json_group_array(value ->> '$.priceMicro') FROM json_each(l.body, '$.modifiers'))),
  'taxes', json(l.body -> '$.taxes')
)) AS price FROM lines l;
CREATE UNIQUE INDEX priced_lines_by_line ON priced_lines (aggregate, line);

CREATE VIEW order_items AS
SELECT
  line AS id, tenant_id, aggregate AS order_id, position,
  body ->> '$.item' AS item_id, body ->> '$.name' AS item_name, body ->> '$.sku' AS sku,
  quantity, unit_price, body ->> '$.listPriceMicro' AS list_price,
  price ->> '$.net' AS net, (price ->> '$.total') - (price ->> '$.net') AS tax, price ->> '$.total' AS total,
  note, override_reason, void_place IS NOT NULL AS is_voided, void_reason
FROM priced_lines;

CREATE VIEW order_item_modifiers AS
SELECT
  l.tenant_id, l.aggregate AS order_id, l.line AS order_item_id, m.key AS position,
  m.value ->> '$.modifier' AS modifier_id, m.value ->> '$.option' AS option_id,
  m.value ->> '$.name' AS name, m.value ->> '$.optionName' AS option_name, m.value ->> '$.priceMicro' AS price
FROM priced_lines l JOIN json_each(l.body, '$.modifiers') m;

CREATE VIEW order_item_taxes AS
SELECT
  l.tenant_id, l.aggregate AS order_id, l.line AS order_item_id, t.key AS position,
  t.value ->> '$.tax' AS tax_id, t.value ->> '$.name' AS name, t.value ->> '$.ratePpm' AS rate_ppm,
  t.value ->> '$.mode' AS mode, json_extract(l.price, '$.taxes[' || t.key || ']') AS amount
FROM priced_lines l JOIN json_each(l.body, '$.taxes') t;

CREATE VIEW order_documents AS
SELECT
  c.document AS id, h.tenant_id, h.store_id, c.terminal AS terminal_id, c.aggregate AS order_id,
  c.body ->> '$.number.terminalCode' AS terminal_code, c.body ->> '$.number.series' AS series,
  c.body ->> '$.number.counter' AS counter, c.body ->> '$.businessDate' AS business_date,
  c.body ->> '$.localTime' AS local_time, c.at AS closed_at, c.actor AS closed_by,
  c.body ->> '$.cashierName' AS cashier_name, c.body ->> '$.currency.code' AS currency_code,
  c.body ->> '$.currency.exponent' AS currency_exponent,
  c.body ->> '$.net' AS net, (c.body ->> '$.total') - (c.body ->> '$.net') AS tax, c.body ->> '$.total' AS total,
  coalesce(c.body ->> '$.change', 0) AS change,
  coalesce(v.status, iif(r.counts, 'reversal', 'idle')) AS status,
  c.body ->> '$.reverses' AS reverses,
  coalesce(json_array_length(c.body, '$.lines'), iif(r.counts, -r.lines_reversed, 0)) AS lines,
  c.body AS body
FROM numbered c
JOIN heads h ON h.id = c.aggregate
LEFT JOIN verdicts v ON v.aggregate = c.aggregate AND v.document = c.document
LEFT JOIN reversals r ON r.aggregate = c.aggregate AND r.document = c.document;

-- What was paid, what the standing documents say of it, what the open lines ask for.
CREATE TABLE balances AS
SELECT
  id,
  coalesce((SELECT sum(body ->> '$.amount') FROM paid p WHERE p.aggregate = heads.id), 0) AS paid,
  coalesce((SELECT sum(c.body ->> '$.total') FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n
    WHERE c.aggregate = heads.id AND v.status = 'standing'), 0) AS documented,
  coalesce((SELECT sum(p.body ->> '$.amount') FROM paid p WHERE p.aggregate = heads.id AND NOT EXISTS (
    SELECT 1 FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n JOIN json_each(c.body, '$.payments') d
    WHERE c.aggregate = heads.id AND v.status = 'standing' AND d.value ->> '$.payment' = p.payment)), 0) AS free,
  coalesce((SELECT sum(price ->> '$.total') FROM priced_lines l WHERE l.aggregate = heads.id AND l.is_open), 0) AS open_total,
  (SELECT count(*) FROM priced_lines l WHERE l.aggregate = heads.id AND l.is_open) AS open_lines,
  (SELECT count(*) FROM closes c WHERE c.aggregate = heads.id) AS closes
FROM heads;
CREATE UNIQUE INDEX balances_by_id ON balances (id);

CREATE VIEW orders AS
SELECT
  h.id, h.tenant_id, h.store_id, o.terminal AS terminal_id,
  coalesce(o.body ->> '$.label', c.body ->> '$.label', '') AS label,
  coalesce(o.body ->> '$.kind', c.body ->> '$.kind', 'counter') AS kind,
  o.body ->> '$.table.id' AS table_id, o.body ->> '$.table.name' AS table_name, o.body ->> '$.guests' AS guests,
  h.currency ->> '$.code' AS currency_code, h.currency ->> '$.exponent' AS currency_exponent,
  CASE
    WHEN b.closes = 0 THEN iif(o.place IS NULL, 'unknown', 'open')
    ELSE iif(b.open_lines = 0, 'closed', 'supplementary')
  END AS status,
  (SELECT body ->> '$.note' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.OrderNoteSet'
    ORDER BY place DESC LIMIT 1) AS note,
  (SELECT body ->> '$.guest.side' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.GuestNamed'
    ORDER BY place DESC LIMIT 1) AS guest_side_id,
  coalesce((SELECT sum(price ->> '$.net') FROM priced_lines l WHERE l.aggregate = h.id AND l.void_place IS NULL), 0) AS net,
  coalesce((SELECT sum((price ->> '$.total') - (price ->> '$.net')) FROM priced_lines l
    WHERE l.aggregate = h.id AND l.void_place IS NULL), 0) AS tax,
  coalesce((SELECT sum(price ->> '$.total') FROM priced_lines l WHERE l.aggregate = h.id AND l.void_place IS NULL), 0) AS total,
  b.paid,
  iif(b.open_lines = 0, 0, b.open_total - b.free) AS due,
  iif(b.closes = 0, 0, max(0, b.paid - b.documented - b.open_total)) AS overpaid,
  o.business_date, o.at AS opened_at, o.actor AS opened_by, c.at AS closed_at
FROM heads h
JOIN balances b ON b.id = h.id
LEFT JOIN openings o ON o.aggregate = h.id
LEFT JOIN closes c ON c.aggregate = h.id AND c.n = 1;

-- Why a person must look. Resolved by a word: what a close did not see, and money that is missing; the others by an act.
CREATE VIEW order_tasks AS
WITH causes AS (
  SELECT c.aggregate, 'contested-document' AS kind, c.document AS cause, NULL AS line, c.document, NULL AS amount, c.at AS since
  FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n WHERE v.status = 'contested'
  UNION ALL
  SELECT f.aggregate,
    CASE f.type WHEN 'order.LineVoided' THEN 'unseen-void' WHEN 'order.LineQuantityChanged' THEN 'unseen-quantity' ELSE 'unseen-price' END,
    f.event_id, f.body ->> '$.line', d.document, NULL, f.at
  FROM documented d
  JOIN order_facts f ON f.aggregate = d.aggregate AND f.body ->> '$.line' = d.line
    AND f.type IN ('order.LineVoided', 'order.LineQuantityChanged', 'order.LinePriceOverridden')
  JOIN closes c ON c.aggregate = d.aggregate AND c.document = d.document
  WHERE NOT EXISTS (SELECT 1 FROM json_each(c.body, '$.saw') s WHERE s.value = f.event_id)
  UNION ALL
  SELECT id, 'overpaid', id, NULL, NULL, overpaid, NULL FROM orders WHERE overpaid > 0
  UNION ALL
  SELECT id, 'underpaid', CAST(paid - documented AS TEXT), NULL, NULL, documented - paid, NULL FROM balances
  WHERE closes > 0 AND paid < documented
  UNION ALL
  SELECT id, 'supplementary', id, NULL, NULL, NULL, NULL FROM orders WHERE status = 'supplementary'
  UNION ALL
  -- Seen between orders only: an order knows of those that somebody has looked at.
  SELECT d.aggregate, 'receipt-number-clash', d.document, NULL, d.document, NULL, d.at FROM numbered d
  WHERE EXISTS (SELECT 1 FROM closes c WHERE c.aggregate = d.aggregate)
),
named AS (
  SELECT DISTINCT uuid5(aggregate, 'task/' || kind || '/' || cause) AS task, causes.* FROM causes
)
SELECT
  n.task AS id, h.tenant_id, h.store_id, h.id AS order_id, n.kind, n.cause, n.line AS order_item_id,
  n.document AS document_id, coalesce(n.amount, 0) AS amount, h.currency ->> '$.code' AS currency_code,
  h.currency ->> '$.exponent' AS currency_exponent, n.since, r.place IS NULL AS is_open, r.body ->> '$.note' AS note,
  r.at AS resolved_at, r.actor AS resolved_by
FROM named n
JOIN heads h ON h.id = n.aggregate
LEFT JOIN order_facts r ON (n.kind LIKE 'unseen-%' OR n.kind IN ('underpaid', 'receipt-number-clash')) AND r.place = (
  SELECT min(place) FROM order_facts t WHERE t.aggregate = n.aggregate AND t.type = 'order.TaskResolved'
    AND t.body ->> '$.task' = n.task)
WHERE n.kind <> 'receipt-number-clash' OR r.place IS NOT NULL;
