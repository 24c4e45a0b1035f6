-- Money taken, and the shifts that took it.

CREATE VIEW payments AS
SELECT
  p.payment AS id, h.tenant_id, h.store_id, p.terminal AS terminal_id, p.aggregate AS order_id,
  p.body ->> '$.shift' AS shift_id, p.body ->> '$.method.id' AS payment_method_id,
  p.body ->> '$.method.name' AS method_name, p.body ->> '$.method.type' AS method_type,
  p.body ->> '$.currency.code' AS currency_code, p.body ->> '$.currency.exponent' AS currency_exponent,
  p.body ->> '$.amount' AS amount, p.body ->> '$.tendered' AS tendered, p.body ->> '$.change' AS change,
  'completed' AS status, p.business_date, p.at AS paid_at, p.actor AS processed_by
FROM paid p JOIN heads h ON h.id = p.aggregate;

CREATE VIEW shifts AS
SELECT
  aggregate AS id, tenant AS tenant_id, store AS store_id, body ->> '$.terminal' AS terminal_id,
  body ->> '$.drawer' AS drawer_id, body ->> '$.currency.code' AS currency_code,
  body ->> '$.currency.exponent' AS currency_exponent, body ->> '$.float' AS float,
  body ->> '$.businessDate' AS business_date, 'open' AS status, at AS opened_at, actor AS opened_by
FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS nth FROM facts WHERE type = 'payment.ShiftOpened' AND v = 1
) WHERE nth = 1;
