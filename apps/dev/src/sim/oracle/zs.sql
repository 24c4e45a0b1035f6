-- Every figure of every Z, from what stands in its own chain between the shift's opening and its close. Only of shifts during
-- which no other chain or branch of the terminal was written: what a twin of the disk sold, a Z may know or not.

CREATE TABLE zs AS
SELECT z.aggregate AS shift, z.chain, o.seq AS first, z.seq AS last, z.place, o.body AS opening, z.body AS z
FROM shift_closings z JOIN shift_openings o ON o.aggregate = z.aggregate AND o.chain = z.chain
WHERE z.body ->> '$.isComplete' AND z.seq - o.seq + 1 = (
  SELECT count(*) FROM raw r WHERE r.text ->> '$.terminal' = z.terminal AND r.clock BETWEEN o.clock AND z.clock);

-- What of a chain is the shift's: its money and its drawer name it; a document that names none is of the shift that was open.
-- A reversal names none, and is practice where its close was: a shift in earnest does not count it, nor practice a real one.
CREATE TABLE z_parts AS
SELECT s.shift, f.place, f.type, f.body,
  f.body ->> '$.currency.code' IS s.z ->> '$.currency.code' AND f.body ->> '$.currency.exponent' IS s.z ->> '$.currency.exponent' AS is_own,
  CASE f.type WHEN 'order.OrderClosed' THEN 'sales' WHEN 'order.RefundIssued' THEN 'refunds'
    WHEN 'order.DocumentReversed' THEN 'reversals' END AS kind
FROM zs s
JOIN every_fact f ON f.chain = s.chain AND f.seq BETWEEN s.first AND s.last AND f.place < s.place
WHERE f.type IN ('payment.PaymentRecorded', 'payment.DrawerKicked') AND f.body ->> '$.shift' = s.shift
  OR f.type IN ('payment.CashMoved', 'payment.DrawerCounted') AND f.aggregate = s.shift
  OR f.type IN ('order.OrderClosed', 'order.RefundIssued') AND coalesce(f.body ->> '$.shift', s.shift) = s.shift
  OR f.type = 'order.DocumentReversed' AND coalesce((SELECT c.body ->> '$.isTraining' FROM closes c
    WHERE c.aggregate = f.aggregate AND c.document = f.body ->> '$.reverses'), 0) = coalesce(s.opening ->> '$.isTraining', 0);
UPDATE z_parts SET body = close_as_today(body) WHERE type = 'order.OrderClosed' AND body ->> '$.isTraining' IS NULL;
CREATE INDEX z_parts_by_shift ON z_parts (shift, type, place);

CREATE TABLE z_tenders AS
SELECT shift, body ->> '$.method.id' AS method, count(*) AS n,
  sum(max(0, body ->> '$.amount')) AS taken, sum(min(0, body ->> '$.amount')) AS refunded,
  sum(coalesce(body ->> '$.tip', 0)) AS tips, sum(coalesce(body ->> '$.rounding', 0)) AS rounding
FROM z_parts WHERE type = 'payment.PaymentRecorded' AND is_own GROUP BY 1, 2;

CREATE TABLE z_documents AS
SELECT shift, kind, count(*) AS n, sum(body ->> '$.net') AS net, sum(body ->> '$.total') AS total
FROM z_parts WHERE kind IS NOT NULL AND is_own GROUP BY 1, 2;

CREATE TABLE z_taxes AS
SELECT p.shift, t.value ->> '$.tax' AS tax, t.value ->> '$.ratePpm' AS rate, t.value ->> '$.mode' AS mode,
  sum(t.value ->> '$.amount') AS amount
FROM z_parts p JOIN json_each(p.body, '$.taxes') t WHERE p.kind IS NOT NULL AND p.is_own GROUP BY 1, 2, 3, 4;

-- One row a figure. What a Z says in lists is compared in the order of its keys.
CREATE VIEW z_figures AS
WITH cash AS (
  SELECT shift,
    coalesce(sum((body ->> '$.tendered') - (body ->> '$.change')) FILTER (
      WHERE type = 'payment.PaymentRecorded' AND is_own AND body ->> '$.method.type' = 'cash'), 0) AS of_payments,
    coalesce(sum(body ->> '$.amount') FILTER (WHERE type = 'payment.CashMoved' AND body ->> '$.direction' = 'in'), 0) AS came,
    coalesce(sum(body ->> '$.amount') FILTER (WHERE type = 'payment.CashMoved' AND body ->> '$.direction' = 'out'), 0) AS went,
    count(*) FILTER (WHERE type = 'payment.CashMoved' AND body ->> '$.direction' = 'in') AS ins,
    count(*) FILTER (WHERE type = 'payment.CashMoved' AND body ->> '$.direction' = 'out') AS outs,
    count(*) FILTER (WHERE type = 'payment.DrawerKicked' AND body ->> '$.reason' = 'no-sale') AS no_sales
  FROM (SELECT shift, type, body, is_own FROM z_parts UNION ALL SELECT shift, NULL, '{}', 1 FROM zs) GROUP BY shift
),
sums AS (
  SELECT s.shift, c.*, (s.opening ->> '$.float') + c.of_payments + c.came - c.went AS expected,
    coalesce((SELECT sum(net) FROM z_documents d WHERE d.shift = s.shift), 0) AS net,
    coalesce((SELECT sum(total) FROM z_documents d WHERE d.shift = s.shift), 0) AS total,
    coalesce((SELECT sum(taken + refunded) FROM z_tenders t WHERE t.shift = s.shift), 0) AS paid,
    coalesce((SELECT sum(tips) FROM z_tenders t WHERE t.shift = s.shift), 0) AS tips,
    coalesce((SELECT sum(rounding) FROM z_tenders t WHERE t.shift = s.shift), 0) AS rounding
  FROM zs s JOIN cash c ON c.shift = s.shift
),
numbers AS (
  SELECT shift, first_value(body -> '$.number') OVER w AS first, last_value(body -> '$.number') OVER w AS last
  FROM z_parts WHERE kind IS NOT NULL
  WINDOW w AS (PARTITION BY shift ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
-- The last count, if no cash moved after it; a close may bring one of its own.
counts AS (
  SELECT shift, body ->> '$.amount' AS amount FROM z_parts c WHERE type = 'payment.DrawerCounted' AND NOT EXISTS (
    SELECT 1 FROM z_parts m WHERE m.shift = c.shift AND m.place > c.place AND (
      m.type IN ('payment.CashMoved', 'payment.DrawerCounted') OR m.type = 'payment.PaymentRecorded'
      AND m.body ->> '$.method.type' = 'cash' AND m.body ->> '$.tendered' <> m.body ->> '$.change'))
),
said AS (
  SELECT s.shift, 'float' AS figure, s.z -> '$.float' AS z, s.opening -> '$.float' AS facts FROM zs s
  UNION ALL SELECT shift, 'isTraining', z -> '$.isTraining', coalesce(opening -> '$.isTraining', 'false') FROM zs
  UNION ALL SELECT shift, 'businessDate', z -> '$.businessDate', opening -> '$.businessDate' FROM zs
  UNION ALL SELECT s.shift, 'cashOfPayments', s.z -> '$.cashOfPayments', c.of_payments FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'cashIn', s.z -> '$.cashIn', json_object('count', c.ins, 'amount', c.came) FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'cashOut', s.z -> '$.cashOut', json_object('count', c.outs, 'amount', c.went) FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'expected', s.z -> '$.expected', c.expected FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'net', s.z -> '$.net', c.net FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'total', s.z -> '$.total', c.total FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'balance', s.z -> '$.balance', c.paid - c.total FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'tips', s.z -> '$.tips', c.tips FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'rounding', s.z -> '$.rounding', c.rounding FROM zs s JOIN sums c USING (shift)
  UNION ALL SELECT s.shift, 'noSales', s.z -> '$.noSales', c.no_sales FROM zs s JOIN sums c USING (shift)
  UNION ALL
  SELECT s.shift, k.value, s.z -> ('$.' || k.value),
    json_object('count', coalesce(d.n, 0), 'net', coalesce(d.net, 0), 'total', coalesce(d.total, 0))
  FROM zs s JOIN json_each('["sales", "refunds", "reversals"]') k LEFT JOIN z_documents d ON d.shift = s.shift AND d.kind = k.value
  UNION ALL
  SELECT s.shift, 'tenders',
    (SELECT json_group_array(json_array(value ->> '$.method', value ->> '$.count', value ->> '$.taken', value ->> '$.refunded',
      value ->> '$.tips', value ->> '$.rounding')) FROM (SELECT value FROM json_each(s.z, '$.tenders') ORDER BY value ->> '$.method')),
    (SELECT json_group_array(json_array(method, n, taken, refunded, tips, rounding)) FROM (
      SELECT * FROM z_tenders t WHERE t.shift = s.shift ORDER BY method))
  FROM zs s
  UNION ALL
  SELECT s.shift, 'taxes',
    (SELECT json_group_array(json_array(value ->> '$.tax', value ->> '$.ratePpm', value ->> '$.mode', value ->> '$.amount')) FROM (
      SELECT value FROM json_each(s.z, '$.taxes') ORDER BY value ->> '$.tax', value ->> '$.ratePpm', value ->> '$.mode')),
    (SELECT json_group_array(json_array(tax, rate, mode, amount)) FROM (
      SELECT * FROM z_taxes t WHERE t.shift = s.shift ORDER BY tax, rate, mode))
  FROM zs s
  UNION ALL
  SELECT s.shift, 'voids', s.z -> '$.voids', json_object('count', count(v.value), 'amount', coalesce(sum(v.value ->> '$.total'), 0))
  FROM zs s LEFT JOIN z_parts p ON p.shift = s.shift AND p.kind = 'sales' AND p.is_own LEFT JOIN json_each(p.body, '$.voided') v
  GROUP BY s.shift
  UNION ALL
  SELECT s.shift, 'discounts', s.z -> '$.discounts', coalesce(sum(p.body ->> '$.discount'), 0)
  FROM zs s LEFT JOIN z_parts p ON p.shift = s.shift AND p.kind = 'sales' AND p.is_own GROUP BY s.shift
  UNION ALL
  SELECT s.shift, 'charges', s.z -> '$.charges', coalesce(sum(c.value ->> '$.total'), 0)
  FROM zs s LEFT JOIN z_parts p ON p.shift = s.shift AND p.kind IN ('sales', 'refunds') AND p.is_own
  LEFT JOIN json_each(p.body, '$.charges') c GROUP BY s.shift
  UNION ALL
  SELECT DISTINCT s.shift, 'firstNumber', s.z -> '$.firstNumber', coalesce(n.first, 'null') FROM zs s LEFT JOIN numbers n USING (shift)
  UNION ALL
  SELECT DISTINCT s.shift, 'lastNumber', s.z -> '$.lastNumber', coalesce(n.last, 'null') FROM zs s LEFT JOIN numbers n USING (shift)
  UNION ALL
  SELECT s.shift, 'counted', s.z -> '$.counted', c.amount FROM zs s JOIN counts c ON c.shift = s.shift AND s.z -> '$.counted' = 'null'
  UNION ALL
  SELECT shift, 'denominations', z -> '$.counted', (SELECT sum((value ->> '$.valueMinor') * (value ->> '$.count'))
    FROM json_each(z, '$.denominations')) FROM zs WHERE z -> '$.denominations' <> 'null'
  UNION ALL
  SELECT shift, 'variance', z -> '$.variance', iif(z -> '$.counted' = 'null', 'null', (z ->> '$.counted') - (z ->> '$.expected')) FROM zs
)
SELECT shift, figure, z, CAST(facts AS TEXT) AS facts FROM said;
