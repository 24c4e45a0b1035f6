-- Orders as their facts make them.

CREATE TABLE order_facts AS
SELECT * FROM facts
WHERE (v = 1 OR v = 2 AND type IN ('order.LinesFired', 'order.OrderClosed', 'payment.PaymentRecorded')) AND type IN (
  'order.OrderOpened', 'order.LineAdded', 'order.LineQuantityChanged', 'order.LineNoteSet', 'order.LinePriceOverridden',
  'order.LineVoided', 'order.OrderNoteSet', 'order.GuestNamed', 'order.LinesFired', 'order.OrderClosed',
  'order.DocumentReversed', 'order.TaskResolved', 'payment.PaymentRecorded', 'order.RefundIssued', 'order.RefundGranted',
  'order.RefundGrantReleased', 'payment.LoadAttached', 'order.LinesCombined',
  'order.RulesCaptured', 'order.LineDiscounted', 'order.OrderDiscounted', 'order.DiscountRemoved', 'order.CouponEntered',
  'order.CouponRemoved', 'order.RewardTaken', 'order.RewardReturned', 'order.ChargeWaived', 'order.ChargeRestored', 'order.TableChanged', 'order.GuestsChanged',
  'order.CustomerSet', 'order.LineSeatSet', 'order.LineCourseSet', 'order.CourseHeld', 'order.LineStaffSet', 'order.OrderParked',
  'order.OrderResumed', 'order.OrderCancelled', 'order.QuoteIssued', 'order.LinesMovedOut', 'order.LinesMovedIn',
  'order.MovedLineVoided'
);
UPDATE order_facts SET body = close_as_today(body) WHERE type = 'order.OrderClosed' AND v = 1;
CREATE INDEX order_facts_by_type ON order_facts (type, aggregate, place);
CREATE INDEX order_facts_by_aggregate ON order_facts (aggregate, place);

CREATE TABLE openings AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS nth FROM order_facts WHERE type = 'order.OrderOpened'
) WHERE nth = 1;
CREATE INDEX openings_by_aggregate ON openings (aggregate);

-- Closes, reversals and refunds share one kind of id: the first fact of each id counts.
CREATE TABLE numbered AS
SELECT * FROM (
  SELECT *, body ->> '$.document' AS document,
    row_number() OVER (PARTITION BY aggregate, body ->> '$.document' ORDER BY place) AS nth
  FROM order_facts WHERE type IN ('order.OrderClosed', 'order.DocumentReversed', 'order.RefundIssued')
) WHERE nth = 1;
-- `turn`: a sale is asked before what was closed for practice.
CREATE TABLE closes AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS n,
  row_number() OVER (PARTITION BY aggregate ORDER BY coalesce(body ->> '$.isTraining', 0), place) AS turn
FROM numbered WHERE type = 'order.OrderClosed';
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

-- Of closes that share a line the first to be asked stands; a reversed one neither stands nor contests.
CREATE TABLE verdicts (aggregate TEXT, n INTEGER, document TEXT, status TEXT, PRIMARY KEY (aggregate, n)) WITHOUT ROWID;
INSERT INTO verdicts
WITH RECURSIVE
judged AS (
  SELECT aggregate, n, turn, document,
    (SELECT json_group_array(value ->> '$.line') FROM json_each(c.body, '$.lines')) AS lines,
    EXISTS (SELECT 1 FROM reversals r WHERE r.aggregate = c.aggregate AND r.reverses = c.document AND r.counts) AS is_reversed
  FROM closes c
),
walk (aggregate, turn, n, document, status, taken) AS (
  SELECT aggregate, 0, 0, NULL, NULL, '[]' FROM closes WHERE n = 1
  UNION ALL
  SELECT j.aggregate, j.turn, j.n, j.document,
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
  FROM walk w JOIN judged j ON j.aggregate = w.aggregate AND j.turn = w.turn + 1
)
SELECT aggregate, n, document, status FROM walk WHERE turn > 0;

CREATE TABLE documented AS
SELECT c.aggregate, c.document, l.value ->> '$.line' AS line
FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n AND v.status = 'standing'
JOIN json_each(c.body, '$.lines') l;
CREATE INDEX documented_by_line ON documented (aggregate, line);

-- Every refund counts. What they gave back of a line, or of a document's charges, beyond what the standing documents say.
CREATE TABLE refunds AS
SELECT * FROM numbered WHERE type = 'order.RefundIssued';
CREATE INDEX refunds_by_aggregate ON refunds (aggregate);
CREATE TABLE over_refunds AS
WITH standing AS (
  SELECT c.aggregate, c.document, c.body FROM closes c
  JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n WHERE v.status = 'standing'
),
sold AS (
  SELECT s.aggregate, s.document, l.value ->> '$.line' AS line, max(0, l.value ->> '$.total') AS total
  FROM standing s JOIN json_each(s.body, '$.lines') l
),
given AS (
  SELECT r.aggregate, l.value ->> '$.line' AS line, sum(-(l.value ->> '$.total')) AS total
  FROM refunds r JOIN json_each(r.body, '$.lines') l GROUP BY 1, 2
),
charged AS (
  SELECT s.aggregate, s.document, c.value ->> '$.charge' AS charge, sum(c.value ->> '$.total') AS total
  FROM standing s JOIN json_each(s.body, '$.charges') c GROUP BY 1, 2, 3
),
uncharged AS (
  SELECT r.aggregate, c.value ->> '$.charge' AS charge, sum(-(c.value ->> '$.total')) AS total,
    coalesce((SELECT s.document FROM sold s WHERE s.aggregate = r.aggregate AND s.line = r.body ->> '$.lines[0].line'),
      r.body ->> '$.refunds') AS document
  FROM refunds r JOIN json_each(r.body, '$.charges') c GROUP BY 1, 2, 4
)
SELECT g.aggregate, g.line, s.document, g.total - coalesce(s.total, 0) AS amount
FROM given g LEFT JOIN sold s ON s.aggregate = g.aggregate AND s.line = g.line
WHERE g.total > coalesce(s.total, 0)
UNION ALL
SELECT u.aggregate, NULL, u.document, sum(u.total - max(0, coalesce(c.total, 0)))
FROM uncharged u
LEFT JOIN charged c ON c.aggregate = u.aggregate AND c.document = u.document AND c.charge = u.charge
WHERE u.total > max(0, coalesce(c.total, 0))
GROUP BY u.aggregate, u.document;
CREATE INDEX over_refunds_by_aggregate ON over_refunds (aggregate);

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

-- A line is added, or comes from another order with what it had there (`more`). The first of an id counts.
CREATE TABLE added AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place, key) - 1 AS position FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate, line ORDER BY place, key) AS nth FROM (
    SELECT aggregate, place, 0 AS key, body ->> '$.line' AS line, body, '{}' AS more FROM order_facts WHERE type = 'order.LineAdded'
    UNION ALL
    SELECT f.aggregate, f.place, l.key, l.value ->> '$.added.line', l.value -> '$.added', l.value
    FROM order_facts f JOIN json_each(f.body, '$.lines') l WHERE f.type = 'order.LinesMovedIn'
  )
) WHERE nth = 1;
CREATE UNIQUE INDEX added_by_line ON added (aggregate, line);

-- A quantity is the added one and every delta, in canonical order, held within 9 million units at every step. A move takes
-- what it names if it is there: of two that take more than there is, the first.
CREATE TABLE quantity_steps (
  aggregate TEXT, line TEXT, n INTEGER, delta INTEGER, place INTEGER, key INTEGER, moved_to TEXT, is_voided INTEGER, is_known INTEGER,
  PRIMARY KEY (aggregate, line, n)
) WITHOUT ROWID;
INSERT INTO quantity_steps
SELECT s.aggregate, s.line, row_number() OVER (PARTITION BY s.aggregate, s.line ORDER BY s.place, s.key), s.delta, s.place, s.key, s.moved_to,
  EXISTS (SELECT 1 FROM order_facts v WHERE v.aggregate = s.aggregate AND v.type = 'order.LineVoided'
    AND v.body ->> '$.line' = s.line AND v.place < s.place),
  EXISTS (SELECT 1 FROM added a WHERE a.aggregate = s.aggregate AND a.line = s.line AND a.place < s.place)
FROM (
  SELECT aggregate, line, place, key, body ->> '$.quantityMicro' AS delta, NULL AS moved_to FROM added
  UNION ALL
  SELECT aggregate, body ->> '$.line', place, 0, body ->> '$.deltaMicro', NULL FROM order_facts WHERE type = 'order.LineQuantityChanged'
  UNION ALL
  SELECT f.aggregate, l.value ->> '$.line', f.place, l.key, l.value ->> '$.quantityMicro', f.body ->> '$.to.order'
  FROM order_facts f JOIN json_each(f.body, '$.lines') l WHERE f.type = 'order.LinesMovedOut'
) s;
CREATE TABLE quantity_walk (
  aggregate TEXT, line TEXT, n INTEGER, quantity INTEGER, gone_to TEXT, outcome TEXT, PRIMARY KEY (aggregate, line, n)
) WITHOUT ROWID;
INSERT INTO quantity_walk
WITH RECURSIVE walk (aggregate, line, n, quantity, gone_to, outcome) AS (
  SELECT aggregate, line, 0, 0, NULL, NULL FROM quantity_steps WHERE n = 1
  UNION ALL
  SELECT s.aggregate, s.line, s.n,
    CASE WHEN s.moved_to IS NULL THEN max(-9000000000000, min(9000000000000, w.quantity + s.delta))
      WHEN (s.is_known AND NOT s.is_voided AND (w.gone_to IS NULL OR w.quantity <> 0)
        AND sign(w.quantity) = sign(s.delta) AND abs(s.delta) <= abs(w.quantity)) THEN w.quantity - s.delta ELSE w.quantity END,
    iif(s.moved_to IS NOT NULL AND (s.is_known AND NOT s.is_voided AND (w.gone_to IS NULL OR w.quantity <> 0)
        AND sign(w.quantity) = sign(s.delta) AND abs(s.delta) <= abs(w.quantity)) AND w.quantity = s.delta, s.moved_to, w.gone_to),
    CASE
      WHEN s.moved_to IS NULL THEN NULL
      WHEN NOT s.is_known THEN 'unknown'
      WHEN s.is_voided THEN 'voided'
      ELSE iif((s.is_known AND NOT s.is_voided AND (w.gone_to IS NULL OR w.quantity <> 0)
        AND sign(w.quantity) = sign(s.delta) AND abs(s.delta) <= abs(w.quantity)), 'stands', 'gone')
    END
  FROM walk w JOIN quantity_steps s ON s.aggregate = w.aggregate AND s.line = w.line AND s.n = w.n + 1
)
SELECT * FROM walk;
CREATE TABLE quantities AS
SELECT aggregate, line, quantity, gone_to FROM (
  SELECT *, max(n) OVER (PARTITION BY aggregate, line) AS last FROM quantity_walk
) WHERE n = last;
CREATE UNIQUE INDEX quantities_by_line ON quantities (aggregate, line);

-- Every line of every move away.
CREATE TABLE moves AS
SELECT s.aggregate, s.line, s.place, s.key, s.moved_to, w.outcome, f.event_id, f.at, f.body ->> '$.saw' AS saw,
  json_extract(f.body, '$.lines[' || s.key || '].isWhole') AS is_whole
FROM quantity_steps s
JOIN quantity_walk w ON w.aggregate = s.aggregate AND w.line = s.line AND w.n = s.n
JOIN order_facts f ON f.place = s.place
WHERE s.moved_to IS NOT NULL;

-- The latest price and note in canonical order, whether said before or after the line was added; the first void.
CREATE TABLE changes AS
SELECT aggregate, place, type, body ->> '$.line' AS line, body, actor, approver FROM order_facts
WHERE type IN ('order.LineNoteSet', 'order.LinePriceOverridden', 'order.LineVoided');
CREATE INDEX changes_by_line ON changes (aggregate, line, type, place);

CREATE TABLE lines AS
SELECT
  a.aggregate, a.line, a.position, a.place, a.body, q.quantity, h.tenant_id,
  coalesce(price.body ->> '$.unitPriceMicro', a.more ->> '$.unitPriceMicro', a.body ->> '$.unitPriceMicro') AS unit_price,
  coalesce(price.body ->> '$.reason', a.more ->> '$.overrideReason') AS override_reason,
  CASE WHEN note.place IS NOT NULL THEN note.body ->> '$.note' WHEN a.more = '{}' THEN a.body ->> '$.note' ELSE a.more ->> '$.note' END AS note,
  -- A move leaves nothing of it: not asked for here any more.
  void.place IS NULL AND (q.gone_to IS NULL OR q.quantity <> 0) AS is_standing,
  a.more,
  void.place AS void_place,
  void.body ->> '$.reason' AS void_reason,
  void.actor AS voided_by,
  void.approver AS void_approved_by
FROM added a
JOIN heads h ON h.id = a.aggregate
JOIN quantities q ON q.aggregate = a.aggregate AND q.line = a.line
LEFT JOIN changes price ON price.aggregate = a.aggregate AND price.line = a.line AND price.place = (
  SELECT max(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LinePriceOverridden')
LEFT JOIN changes note ON note.aggregate = a.aggregate AND note.line = a.line AND note.place = (
  SELECT max(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LineNoteSet')
LEFT JOIN changes void ON void.aggregate = a.aggregate AND void.line = a.line AND void.place = (
  SELECT min(place) FROM changes c WHERE c.aggregate = a.aggregate AND c.line = a.line AND c.type = 'order.LineVoided');

-- What a hand took off, in canonical order; what a line brought from another order first. Of two with one id the first,
-- unless it was taken back before the second.
CREATE TABLE given_discounts AS
SELECT aggregate, body ->> '$.line' AS line, body ->> '$.discount' AS id, body -> '$.terms' AS terms, place, place AS ord, 0 AS key
FROM order_facts WHERE type IN ('order.LineDiscounted', 'order.OrderDiscounted')
UNION ALL
SELECT a.aggregate, a.line, d.value ->> '$.id', d.value -> '$.discount', a.place, -1, d.key
FROM added a JOIN json_each(a.more, '$.discounts') d;
CREATE INDEX given_discounts_by_id ON given_discounts (aggregate, id);
CREATE TABLE removed_discounts AS
SELECT aggregate, body ->> '$.line' AS line, body ->> '$.discount' AS id, place FROM order_facts WHERE type = 'order.DiscountRemoved';
CREATE INDEX removed_discounts_by_id ON removed_discounts (aggregate, id);
CREATE TABLE standing_discounts AS
SELECT d.* FROM given_discounts d
WHERE NOT EXISTS (
    SELECT 1 FROM removed_discounts r WHERE r.aggregate = d.aggregate AND r.id = d.id AND r.line IS d.line AND r.place > d.place)
  AND NOT EXISTS (
    SELECT 1 FROM given_discounts e WHERE e.aggregate = d.aggregate AND e.id = d.id AND e.line IS d.line
      AND (e.ord < d.ord OR e.ord = d.ord AND e.key < d.key) AND NOT EXISTS (
      SELECT 1 FROM removed_discounts r WHERE r.aggregate = d.aggregate AND r.id = d.id AND r.line IS d.line
        AND r.place > e.place AND r.place < d.place));
CREATE TABLE line_discounts AS
SELECT aggregate, line, json_group_array(json(terms)) AS discounts FROM (
  SELECT * FROM standing_discounts WHERE line IS NOT NULL ORDER BY aggregate, line, ord, key
) GROUP BY aggregate, line;
CREATE UNIQUE INDEX line_discounts_by_line ON line_discounts (aggregate, line);

CREATE TABLE order_terms AS
SELECT h.id,
  coalesce((SELECT f.body -> '$.charges' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.RulesCaptured'
    ORDER BY f.place DESC LIMIT 1), '[]') AS charges,
  coalesce((SELECT f.body -> '$.promotions' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.RulesCaptured'
    ORDER BY f.place DESC LIMIT 1), '[]') AS promotions,
  -- Coupons and what points bought, and what was taken back of them: what is left, `price_order` says.
  (SELECT json_group_array(json(said)) FROM (
    SELECT json_object('type', type, 'body', json(body)) AS said FROM order_facts f WHERE f.aggregate = h.id
      AND f.type IN ('order.CouponEntered', 'order.CouponRemoved', 'order.RewardTaken', 'order.RewardReturned') ORDER BY place)) AS handed,
  (SELECT json_group_array(json(terms)) FROM (
    SELECT terms FROM standing_discounts d WHERE d.aggregate = h.id AND d.line IS NULL ORDER BY ord)) AS discounts,
  (SELECT json_group_array(w.body ->> '$.charge') FROM order_facts w WHERE w.aggregate = h.id AND w.type = 'order.ChargeWaived'
    AND NOT EXISTS (SELECT 1 FROM order_facts r WHERE r.aggregate = h.id AND r.type = 'order.ChargeRestored'
      AND r.body ->> '$.charge' = w.body ->> '$.charge' AND r.place > w.place)) AS waived,
  CASE WHEN g.place IS NULL THEN o.body ->> '$.guests' ELSE g.body ->> '$.guests' END AS guests,
  CASE WHEN t.place IS NULL THEN o.body -> '$.table' ELSE t.body -> '$.table' END AS at_table
FROM heads h
LEFT JOIN openings o ON o.aggregate = h.id
LEFT JOIN order_facts g ON g.place = (SELECT max(place) FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.GuestsChanged')
LEFT JOIN order_facts t ON t.place = (SELECT max(place) FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.TableChanged');
CREATE UNIQUE INDEX order_terms_by_id ON order_terms (id);

CREATE TABLE asked_lines AS
SELECT l.*,
  is_standing AND NOT EXISTS (SELECT 1 FROM documented d WHERE d.aggregate = l.aggregate AND d.line = l.line) AS is_open,
  json_object(
    'line', line,
    'unit', unit_price,
    'quantity', quantity,
    'exponent', (SELECT currency ->> '$.exponent' FROM heads h WHERE h.id = l.aggregate),
    'modifiers', json((SELECT json_group_array(value ->> '$.priceMicro') FROM json_each(l.body, '$.modifiers'))),
    'taxes', json(l.body -> '$.taxes'),
    'item', body ->> '$.item',
    'categories', json(l.body -> '$.categories'),
    'list', body ->> '$.listPriceMicro',
    -- It loads a gift card or settles a debt: worth its face.
    'isFace', json(iif(EXISTS (SELECT 1 FROM order_facts f WHERE f.aggregate = l.aggregate AND f.type = 'payment.LoadAttached'
      AND f.body ->> '$.line' = l.line), 'true', 'false')),
    'discounts', json(coalesce((SELECT discounts FROM line_discounts d WHERE d.aggregate = l.aggregate AND d.line = l.line), '[]'))
  ) AS asked
FROM lines l;

-- Lines priced together, where something is taken off or charged: the whole order, and what of it is still open.
CREATE TABLE priced_together AS
SELECT t.id,
  price_order(json_object(
    'lines', json((SELECT json_group_array(json(asked)) FROM (
      SELECT asked FROM asked_lines l WHERE l.aggregate = t.id AND l.is_standing ORDER BY position))),
    'discounts', json(t.discounts), 'promotions', json(t.promotions), 'handed', json(t.handed), 'charges', json(t.charges), 'waived', json(t.waived), 'guests', t.guests,
    'isSupplementary', json('false'))) AS whole,
  price_order(json_object(
    'lines', json((SELECT json_group_array(json(asked)) FROM (
      SELECT asked FROM asked_lines l WHERE l.aggregate = t.id AND l.is_open ORDER BY position))),
    'discounts', json(t.discounts), 'promotions', json(t.promotions), 'handed', json(t.handed), 'charges', json(t.charges), 'waived', json(t.waived), 'guests', t.guests,
    'isSupplementary', json(iif(EXISTS (SELECT 1 FROM verdicts v WHERE v.aggregate = t.id AND v.status = 'standing'), 'true', 'false')))) AS open
FROM order_terms t
WHERE t.discounts <> '[]' OR t.charges <> '[]' OR t.promotions <> '[]' OR t.handed <> '[]' OR EXISTS (SELECT 1 FROM line_discounts d WHERE d.aggregate = t.id);
CREATE UNIQUE INDEX priced_together_by_id ON priced_together (id);

-- A line that does not stand is priced by itself, and so are all lines of an order beyond what a document says.
CREATE TABLE priced_lines AS
SELECT l.*,
  coalesce(
    (SELECT iif(l.is_standing, p.whole -> ('$.lines."' || l.line || '"'), NULL) FROM priced_together p WHERE p.id = l.aggregate),
    price_line(l.asked)
  ) AS price
FROM asked_lines l;
CREATE UNIQUE INDEX priced_lines_by_line ON priced_lines (aggregate, line);

CREATE VIEW order_items AS
SELECT
  line AS id, tenant_id, aggregate AS order_id, position,
  body ->> '$.item' AS item_id, body ->> '$.name' AS item_name, body ->> '$.sku' AS sku,
  quantity, unit_price, body ->> '$.listPriceMicro' AS list_price,
  price ->> '$.net' AS net, (price ->> '$.total') - (price ->> '$.net') AS tax, price ->> '$.total' AS total,
  note, override_reason, void_place IS NOT NULL AS is_voided, void_reason, voided_by, void_approved_by
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
  CASE WHEN c.type = 'order.RefundIssued' THEN 'refund' ELSE coalesce(v.status, iif(r.counts, 'reversal', 'idle')) END AS status,
  coalesce(c.body ->> '$.isTraining', (SELECT t.body ->> '$.isTraining' FROM closes t
    WHERE t.aggregate = c.aggregate AND t.document = c.body ->> '$.reverses'), 0) AS is_training,
  coalesce(c.body ->> '$.reverses', c.body ->> '$.refunds') AS reverses,
  CASE WHEN c.type = 'order.RefundIssued' THEN 0
    ELSE coalesce(json_array_length(c.body, '$.lines'), iif(r.counts, -r.lines_reversed, 0)) END AS lines,
  c.body AS body
FROM numbered c
JOIN heads h ON h.id = c.aggregate
LEFT JOIN verdicts v ON v.aggregate = c.aggregate AND v.document = c.document
LEFT JOIN reversals r ON r.aggregate = c.aggregate AND r.document = c.document;

-- What was paid, what the standing documents and the refunds say of it, what the open lines ask for.
CREATE TABLE balances AS
SELECT
  id,
  coalesce((SELECT sum(body ->> '$.amount') FROM paid p WHERE p.aggregate = heads.id), 0) AS paid,
  coalesce((SELECT sum(c.body ->> '$.total') FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n
    WHERE c.aggregate = heads.id AND v.status = 'standing'), 0)
    + coalesce((SELECT sum(r.body ->> '$.total') FROM refunds r WHERE r.aggregate = heads.id), 0) AS documented,
  coalesce((SELECT sum(amount) FROM over_refunds r WHERE r.aggregate = heads.id), 0) AS over_refunded,
  coalesce((SELECT sum(p.body ->> '$.amount') FROM paid p WHERE p.aggregate = heads.id AND NOT EXISTS (
    SELECT 1 FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n JOIN json_each(c.body, '$.payments') d
    WHERE c.aggregate = heads.id AND v.status = 'standing' AND d.value ->> '$.payment' = p.payment)
    AND NOT EXISTS (SELECT 1 FROM refunds r JOIN json_each(r.body, '$.payments') d
    WHERE r.aggregate = heads.id AND d.value ->> '$.payment' = p.payment)), 0) AS free,
  coalesce(
    (SELECT p.open ->> '$.total' FROM priced_together p WHERE p.id = heads.id),
    (SELECT sum(price_line(l.asked) ->> '$.total') FROM priced_lines l WHERE l.aggregate = heads.id AND l.is_open), 0) AS open_total,
  (SELECT count(*) FROM priced_lines l WHERE l.aggregate = heads.id AND l.is_open) AS open_lines,
  (SELECT count(*) FROM closes c WHERE c.aggregate = heads.id) AS closes
FROM heads;
CREATE UNIQUE INDEX balances_by_id ON balances (id);

CREATE VIEW orders AS
SELECT s.*, s.status IN ('open', 'supplementary', 'unknown') AND coalesce((
    SELECT f.type = 'order.OrderParked' FROM order_facts f
    WHERE f.aggregate = s.id AND f.type IN ('order.OrderParked', 'order.OrderResumed') ORDER BY f.place DESC LIMIT 1), 0) AS is_parked
FROM (SELECT
  h.id, h.tenant_id, h.store_id, o.terminal AS terminal_id,
  coalesce(o.body ->> '$.label', c.body ->> '$.label', '') AS label,
  coalesce(o.body ->> '$.kind', c.body ->> '$.kind', 'counter') AS kind,
  t.at_table ->> '$.id' AS table_id, t.at_table ->> '$.name' AS table_name, t.guests,
  h.currency ->> '$.code' AS currency_code, h.currency ->> '$.exponent' AS currency_exponent,
  CASE
    WHEN b.closes > 0 THEN iif(b.open_lines = 0, 'closed', 'supplementary')
    WHEN o.place IS NULL THEN 'unknown'
    WHEN b.paid = 0 AND b.open_lines = 0
      AND EXISTS (SELECT 1 FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.OrderCancelled') THEN 'cancelled'
    ELSE 'open'
  END AS status,
  (SELECT body ->> '$.note' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.OrderNoteSet'
    ORDER BY place DESC LIMIT 1) AS note,
  (SELECT body ->> '$.guest.side' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.GuestNamed'
    ORDER BY place DESC LIMIT 1) AS guest_side_id,
  (SELECT body ->> '$.customer' FROM order_facts f WHERE f.aggregate = h.id AND f.type = 'order.CustomerSet'
    ORDER BY place DESC LIMIT 1) AS customer_id,
  b.closes > 0 AND NOT EXISTS (SELECT 1 FROM closes p WHERE p.aggregate = h.id AND NOT p.body ->> '$.isTraining') AS is_training,
  coalesce(p.whole ->> '$.net', (SELECT sum(price ->> '$.net') FROM priced_lines l WHERE l.aggregate = h.id AND l.is_standing), 0) AS net,
  coalesce((p.whole ->> '$.total') - (p.whole ->> '$.net'),
    (SELECT sum((price ->> '$.total') - (price ->> '$.net')) FROM priced_lines l WHERE l.aggregate = h.id AND l.is_standing), 0) AS tax,
  coalesce(p.whole ->> '$.total', (SELECT sum(price ->> '$.total') FROM priced_lines l WHERE l.aggregate = h.id AND l.is_standing), 0) AS total,
  b.paid,
  iif(b.open_lines = 0, 0, b.open_total - b.free) AS due,
  iif(b.closes = 0, 0, max(0, b.paid - b.documented - b.open_total - b.over_refunded)) AS overpaid,
  o.business_date, o.at AS opened_at, o.actor AS opened_by, c.at AS closed_at
FROM heads h
JOIN balances b ON b.id = h.id
JOIN order_terms t ON t.id = h.id
LEFT JOIN priced_together p ON p.id = h.id
LEFT JOIN openings o ON o.aggregate = h.id
LEFT JOIN closes c ON c.aggregate = h.id AND c.n = 1) s;

-- Why a person must look. Resolved by a word: what a close did not see, and money that is missing; the others by an act.
CREATE VIEW order_tasks AS
WITH line_changes AS (
  -- A firing speaks of several lines.
  SELECT f.aggregate, f.place, f.event_id, f.at, coalesce(l.value ->> '$.line', f.body ->> '$.line') AS line,
    CASE f.type
      WHEN 'order.LineVoided' THEN 'unseen-void'
      WHEN 'order.LineQuantityChanged' THEN 'unseen-quantity'
      WHEN 'order.LinePriceOverridden' THEN 'unseen-price'
      WHEN 'order.LinesFired' THEN 'unseen-firing'
      ELSE 'unseen-discount'
    END AS kind
  FROM order_facts f LEFT JOIN json_each(iif(f.type = 'order.LinesFired', f.body, '{}'), '$.lines') l
  WHERE f.type IN ('order.LineVoided', 'order.LineQuantityChanged', 'order.LinePriceOverridden', 'order.LineDiscounted', 'order.LinesFired')
    OR f.type = 'order.DiscountRemoved' AND f.body ->> '$.line' IS NOT NULL
),
order_changes AS (
  SELECT aggregate, place, event_id, at, iif(type = 'order.RulesCaptured', 'unseen-price', 'unseen-discount') AS kind FROM order_facts
  WHERE type IN ('order.OrderDiscounted', 'order.CouponEntered', 'order.CouponRemoved', 'order.RewardTaken', 'order.RewardReturned',
      'order.ChargeWaived', 'order.ChargeRestored')
    OR type = 'order.DiscountRemoved' AND body ->> '$.line' IS NULL
    OR type = 'order.RulesCaptured' AND body ->> '$.reason' = 'repriced'
),
standing_closes AS (
  SELECT c.* FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n WHERE v.status = 'standing'
),
-- Of causes with one name the first: by document, then as they were written.
causes AS (
  SELECT c.aggregate, 'contested-document' AS kind, c.document AS cause, NULL AS line, c.document, NULL AS amount, c.at AS since,
    0 AS doc, 0 AS place
  FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n WHERE v.status = 'contested'
  UNION ALL
  SELECT f.aggregate, f.kind, f.event_id, f.line, d.document, NULL, f.at, c.turn, f.place
  FROM documented d
  JOIN line_changes f ON f.aggregate = d.aggregate AND f.line = d.line AND f.kind <> 'unseen-firing'
  JOIN closes c ON c.aggregate = d.aggregate AND c.document = d.document
  WHERE NOT EXISTS (SELECT 1 FROM json_each(c.body, '$.saw') s WHERE s.value = f.event_id)
  UNION ALL
  SELECT f.aggregate, f.kind, f.event_id, NULL, c.document, NULL, f.at, c.turn, f.place
  FROM order_changes f JOIN standing_closes c ON c.aggregate = f.aggregate
  WHERE NOT EXISTS (SELECT 1 FROM json_each(c.body, '$.saw') s WHERE s.value = f.event_id)
  UNION ALL
  SELECT m.aggregate, 'unseen-move', m.event_id || '/' || m.line || '/' || m.moved_to, m.line, d.document, NULL, m.at, c.turn, m.place
  FROM moves m JOIN documented d ON d.aggregate = m.aggregate AND d.line = m.line
  JOIN closes c ON c.aggregate = d.aggregate AND c.document = d.document
  WHERE m.outcome = 'stands' AND NOT EXISTS (SELECT 1 FROM json_each(c.body, '$.saw') s WHERE s.value = m.event_id)
  UNION ALL
  SELECT aggregate, 'line-moved-twice', event_id || '/' || line || '/' || moved_to, line, NULL, NULL, at, 0, place
  FROM moves WHERE outcome = 'gone'
  UNION ALL
  SELECT m.aggregate, f.kind, f.event_id || '/' || m.line || '/' || m.moved_to, f.line, NULL, NULL, f.at, 0, f.place
  FROM moves m JOIN line_changes f ON f.aggregate = m.aggregate AND f.line = m.line
  WHERE m.is_whole AND NOT EXISTS (SELECT 1 FROM json_each(m.saw) s WHERE s.value = f.event_id)
  UNION ALL
  SELECT id, 'overpaid', id, NULL, NULL, overpaid, NULL, 0, 0 FROM orders WHERE overpaid > 0
  UNION ALL
  SELECT id, 'underpaid', CAST(paid - documented AS TEXT), NULL, NULL, documented - paid, NULL, 0, 0 FROM balances
  WHERE closes > 0 AND paid < documented
  UNION ALL
  SELECT o.aggregate, 'over-refunded', coalesce(o.line, o.document) || '/' || o.amount, o.line, o.document, o.amount, NULL, 0, 0
  FROM over_refunds o WHERE EXISTS (SELECT 1 FROM closes c WHERE c.aggregate = o.aggregate)
  UNION ALL
  SELECT id, 'supplementary', id, NULL, NULL, NULL, NULL, 0, 0 FROM orders WHERE status = 'supplementary'
  UNION ALL
  -- Seen between orders only: an order knows of those that somebody has looked at.
  SELECT d.aggregate, 'receipt-number-clash', d.document, NULL, d.document, NULL, d.at, 0, 0 FROM numbered d
  WHERE EXISTS (SELECT 1 FROM closes c WHERE c.aggregate = d.aggregate)
),
named AS (
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY aggregate, kind, cause ORDER BY doc, place) AS nth,
      uuid5(aggregate, 'task/' || kind || '/' || cause) AS task
    FROM causes
  ) WHERE nth = 1
)
SELECT
  n.task AS id, h.tenant_id, h.store_id, h.id AS order_id, n.kind, n.cause, n.line AS order_item_id,
  n.document AS document_id, coalesce(n.amount, 0) AS amount, h.currency ->> '$.code' AS currency_code,
  h.currency ->> '$.exponent' AS currency_exponent, n.since, r.place IS NULL AS is_open, r.body ->> '$.note' AS note,
  r.at AS resolved_at, r.actor AS resolved_by
FROM named n
JOIN heads h ON h.id = n.aggregate
LEFT JOIN order_facts r ON (n.kind LIKE 'unseen-%' OR n.kind IN ('underpaid', 'over-refunded', 'line-moved-twice', 'receipt-number-clash')) AND r.place = (
  SELECT min(place) FROM order_facts t WHERE t.aggregate = n.aggregate AND t.type = 'order.TaskResolved'
    AND t.body ->> '$.task' = n.task)
WHERE n.kind <> 'receipt-number-clash' OR r.place IS NOT NULL;
