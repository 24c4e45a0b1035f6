-- Money taken, and the shifts that took it. What version 1 of a fact does not say was not there.

CREATE VIEW payments AS
SELECT
  p.payment AS id, h.tenant_id, h.store_id, p.terminal AS terminal_id, p.aggregate AS order_id,
  p.body ->> '$.shift' AS shift_id, p.body ->> '$.method.id' AS payment_method_id,
  p.body ->> '$.method.name' AS method_name, p.body ->> '$.method.type' AS method_type,
  p.body ->> '$.currency.code' AS currency_code, p.body ->> '$.currency.exponent' AS currency_exponent,
  p.body ->> '$.amount' AS amount, p.body ->> '$.tendered' AS tendered, p.body ->> '$.change' AS change,
  coalesce(p.body ->> '$.tip', 0) AS tip, coalesce(p.body ->> '$.rounding', 0) AS rounding,
  p.body ->> '$.account.kind' AS account_kind, p.body ->> '$.account.id' AS account_id,
  p.body ->> '$.reference' AS reference,
  'completed' AS status, p.business_date, p.at AS paid_at, p.actor AS processed_by
FROM paid p JOIN heads h ON h.id = p.aggregate;

CREATE TABLE shift_openings AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS nth FROM facts WHERE type = 'payment.ShiftOpened'
) WHERE nth = 1;

-- The first close that the shift's own terminal wrote after its opening.
CREATE TABLE shift_closings AS
SELECT * FROM (
  SELECT c.*, row_number() OVER (PARTITION BY c.aggregate ORDER BY c.place) AS nth
  FROM facts c JOIN shift_openings o ON o.aggregate = c.aggregate AND o.place < c.place
  WHERE c.type = 'payment.ShiftClosed' AND c.terminal = o.body ->> '$.terminal'
    AND c.body ->> '$.terminal' = o.body ->> '$.terminal'
) WHERE nth = 1;

CREATE VIEW shifts AS
SELECT
  o.aggregate AS id, o.tenant AS tenant_id, o.store AS store_id, o.body ->> '$.terminal' AS terminal_id,
  o.body ->> '$.drawer' AS drawer_id, o.body ->> '$.currency.code' AS currency_code,
  o.body ->> '$.currency.exponent' AS currency_exponent, o.body ->> '$.float' AS float,
  o.body ->> '$.businessDate' AS business_date, coalesce(o.body ->> '$.isTraining', 0) AS is_training,
  iif(c.place IS NULL, 'open', 'closed') AS status, o.at AS opened_at, o.actor AS opened_by,
  c.body ->> '$.closedAt' AS closed_at, c.actor AS closed_by
FROM shift_openings o LEFT JOIN shift_closings c ON c.aggregate = o.aggregate;

CREATE VIEW z_reports AS
SELECT
  c.aggregate AS id, o.tenant AS tenant_id, o.store AS store_id, c.body ->> '$.terminal' AS terminal_id,
  c.body ->> '$.number.terminalCode' AS terminal_code, c.body ->> '$.number.series' AS series,
  c.body ->> '$.number.counter' AS counter, c.body ->> '$.isTraining' AS is_training,
  c.body ->> '$.businessDate' AS business_date, c.body ->> '$.localTime' AS local_time,
  c.body ->> '$.closedAt' AS closed_at, c.actor AS closed_by, c.body ->> '$.cashierName' AS cashier_name,
  c.body ->> '$.currency.code' AS currency_code, c.body ->> '$.currency.exponent' AS currency_exponent,
  c.body ->> '$.net' AS net, (c.body ->> '$.total') - (c.body ->> '$.net') AS tax, c.body ->> '$.total' AS total,
  c.body ->> '$.expected' AS expected, c.body ->> '$.counted' AS counted, c.body ->> '$.variance' AS variance,
  c.body AS body
FROM shift_closings c JOIN shift_openings o ON o.aggregate = c.aggregate;
