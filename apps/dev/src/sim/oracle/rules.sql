-- What must hold between facts of different aggregates, whoever folds them. Each view names what breaks its rule.

CREATE VIEW practice_shifts AS
SELECT aggregate AS shift FROM shift_openings WHERE body ->> '$.isTraining';
CREATE VIEW practice_documents AS
SELECT aggregate, document FROM numbered WHERE body ->> '$.isTraining';

-- What was paid with somebody's value, or put back there, moved it by exactly that; in practice nothing moves.
CREATE VIEW unmoved_payments AS
SELECT * FROM (
  SELECT p.aggregate AS order_id, p.payment, p.body ->> '$.account.id' AS account,
    iif(p.body ->> '$.shift' IN (SELECT shift FROM practice_shifts), 0, (p.body ->> '$.change') - (p.body ->> '$.tendered')) AS paid,
    coalesce((SELECT sum(m.body ->> '$.delta') FROM account_moves m WHERE m.body ->> '$.payment' = p.payment
      AND m.aggregate = p.body ->> '$.account.id'), 0) AS moved
  FROM paid p WHERE p.body ->> '$.account' IS NOT NULL
)
WHERE paid <> moved;

-- A line that was sold as value loads it once, by its face for each unit, however often its order was closed.
CREATE VIEW misloaded_lines AS
WITH loads AS (
  SELECT * FROM (
    SELECT aggregate, body ->> '$.line' AS line, body ->> '$.account' AS account, body ->> '$.faceMicro' AS face,
      row_number() OVER (PARTITION BY aggregate, body ->> '$.line' ORDER BY place) AS nth
    FROM order_facts WHERE type = 'payment.LoadAttached'
  ) WHERE nth = 1
),
sold AS (
  SELECT c.aggregate, l.value ->> '$.line' AS line, l.value ->> '$.quantityMicro' AS quantity,
    c.body ->> '$.currency.exponent' AS exponent,
    row_number() OVER (PARTITION BY c.aggregate, l.value ->> '$.line' ORDER BY c.n) AS nth
  FROM closes c JOIN json_each(c.body, '$.lines') l WHERE NOT c.body ->> '$.isTraining'
)
SELECT * FROM (
  SELECT l.aggregate AS order_id, l.line, l.account,
    coalesce((SELECT iif(s.quantity > 0, CAST(round(l.face * s.quantity / pow(10, 12 - s.exponent)) AS INTEGER), 0) FROM sold s
      WHERE s.aggregate = l.aggregate AND s.line = l.line AND s.nth = 1), 0) AS sold,
    coalesce((SELECT sum(m.body ->> '$.delta') FROM account_moves m WHERE m.counts AND m.aggregate = l.account
      AND m.body ->> '$.reason' = 'loaded' AND m.body ->> '$.order' = l.aggregate AND m.body ->> '$.line' = l.line), 0) AS loaded
  FROM loads l
)
WHERE sold <> loaded;

-- Practice sells nothing: no stock and no value moves for its documents.
CREATE VIEW moved_by_practice AS
SELECT f.type, f.event_id, d.document FROM practice_documents d
JOIN facts f ON f.type = 'product-catalog.StockMoved' AND f.body ->> '$.cause.order' = d.aggregate
  AND f.body ->> '$.cause.document' = d.document
UNION ALL
SELECT m.type, m.event_id, d.document FROM practice_documents d
JOIN account_moves m ON m.body ->> '$.order' = d.aggregate AND m.body ->> '$.document' = d.document;

-- A whole line goes to another order with what its till knew was taken off it by hand.
CREATE VIEW left_behind AS
WITH went AS (
  SELECT o.aggregate, o.place, l.value ->> '$.line' AS line, o.body ->> '$.move' AS move, o.body ->> '$.to.order' AS other,
    o.body -> '$.saw' AS saw
  FROM order_facts o JOIN json_each(o.body, '$.lines') l
  WHERE o.type = 'order.LinesMovedOut' AND l.value ->> '$.isWhole'
),
came AS (
  SELECT i.aggregate, i.body ->> '$.move' AS move, l.value ->> '$.origins[#-1].order' AS origin,
    l.value ->> '$.origins[#-1].line' AS line, json_array_length(l.value, '$.discounts') AS discounts
  FROM order_facts i JOIN json_each(i.body, '$.lines') l WHERE i.type = 'order.LinesMovedIn'
)
SELECT * FROM (
  SELECT w.aggregate AS order_id, w.line, w.other, c.discounts AS came, (
    SELECT count(*) FROM given_discounts d WHERE d.aggregate = w.aggregate AND d.line = w.line
      AND (d.ord = -1 OR (SELECT event_id FROM order_facts f WHERE f.place = d.place) IN (SELECT value FROM json_each(w.saw)))
      AND NOT EXISTS (SELECT 1 FROM removed_discounts r WHERE r.aggregate = d.aggregate AND r.id = d.id AND r.line IS d.line
        AND r.place > d.place AND (SELECT event_id FROM order_facts f WHERE f.place = r.place) IN (SELECT value FROM json_each(w.saw)))
    ) AS went
  FROM went w JOIN came c ON c.move = w.move AND c.aggregate = w.other AND c.origin = w.aggregate AND c.line = w.line
)
WHERE came <> went;

-- What each refund gives back of each line, and the most that any document says of it.
CREATE VIEW refunded_lines AS
SELECT r.chain, r.seq, r.place, s.hash, EXISTS (SELECT 1 FROM raw w, json_each(w.text, '$.events') e
    WHERE w.hash = s.hash AND e.value ->> '$.type' = 'journal.Recovered') AS is_copy, r.aggregate AS order_id, l.value ->> '$.line' AS line, -(l.value ->> '$.total') AS total,
  coalesce((SELECT max(n.value ->> '$.total') FROM closes c JOIN json_each(c.body, '$.lines') n
    WHERE c.aggregate = r.aggregate AND n.value ->> '$.line' = l.value ->> '$.line'), 0) AS sold
FROM refunds r JOIN json_each(r.body, '$.lines') l
JOIN standing s ON s.chain = r.chain AND s.seq = r.seq;
