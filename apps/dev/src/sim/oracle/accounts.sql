-- Value that the house keeps for somebody: gift cards, store credit, points, house accounts. An account is what moved, added up.

CREATE TABLE account_facts AS
SELECT * FROM facts
WHERE v = 1 AND type IN ('payment.AccountOpened', 'payment.AccountMoved', 'payment.SpendGranted', 'payment.GrantReleased');
CREATE INDEX account_facts_by_type ON account_facts (type, aggregate, place);

-- Every movement in canonical order, an event once. A line loads and earns once, though two tills closed its order apart.
CREATE TABLE account_moves AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) - 1 AS position,
  body ->> '$.line' IS NULL OR body ->> '$.reason' NOT IN ('loaded', 'earned') OR row_number() OVER (
    PARTITION BY aggregate, body ->> '$.reason', body ->> '$.order', body ->> '$.line' ORDER BY place) = 1 AS counts
FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate, event_id ORDER BY place) AS nth
  FROM account_facts WHERE type = 'payment.AccountMoved'
)
WHERE nth = 1;
CREATE INDEX account_moves_by_account ON account_moves (aggregate, position);

-- Granted to a till that has neither spent it nor given it back. A movement uses the grant that it names and that of its command.
CREATE TABLE open_spend_grants AS
SELECT g.* FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate, body ->> '$.grant' ORDER BY place) AS nth
  FROM account_facts WHERE type = 'payment.SpendGranted'
) g
WHERE g.nth = 1
  AND NOT EXISTS (SELECT 1 FROM account_facts r WHERE r.type = 'payment.GrantReleased' AND r.aggregate = g.aggregate
    AND r.body ->> '$.grant' = g.body ->> '$.grant')
  AND NOT EXISTS (SELECT 1 FROM account_moves m WHERE m.aggregate = g.aggregate
    AND (m.command IN (g.body ->> '$.grant', g.body ->> '$.forCommand')
      OR m.body ->> '$.grant' IN (g.body ->> '$.grant', g.body ->> '$.forCommand')));

-- By its opening or else by its first movement it is known what an account is; nobody knows one that was only granted from.
CREATE TABLE account_sums AS
SELECT a.aggregate, o.place IS NOT NULL AS is_opened, coalesce(o.body, f.body) AS terms, o.at AS opened_at, o.actor AS opened_by,
  (SELECT tenant FROM account_facts t WHERE t.aggregate = a.aggregate ORDER BY place LIMIT 1) AS tenant,
  iif(o.place IS NULL, 0, o.body ->> '$.creditLimit') AS credit_limit,
  coalesce((SELECT sum(m.body ->> '$.delta') FROM account_moves m WHERE m.aggregate = a.aggregate AND m.counts), 0) AS balance,
  coalesce((SELECT sum(g.body ->> '$.amount') FROM open_spend_grants g WHERE g.aggregate = a.aggregate), 0) AS granted
FROM (SELECT DISTINCT aggregate FROM account_facts) a
LEFT JOIN account_facts o ON o.place = (SELECT min(place) FROM account_facts t
  WHERE t.type = 'payment.AccountOpened' AND t.aggregate = a.aggregate)
LEFT JOIN account_moves f ON f.aggregate = a.aggregate AND f.position = 0;

CREATE VIEW accounts AS
SELECT
  aggregate AS id, tenant AS tenant_id, terms ->> '$.kind' AS kind, terms ->> '$.currency.code' AS currency_code,
  terms ->> '$.currency.exponent' AS currency_exponent, terms ->> '$.label' AS label,
  iif(is_opened, terms ->> '$.customer', NULL) AS customer_id, credit_limit, balance,
  max(0, balance + credit_limit - granted) AS available, max(0, -(balance + credit_limit)) AS overdrawn,
  iif(balance + credit_limit < 0, uuid5(aggregate, 'task/account-overdrawn/' || (balance + credit_limit)), NULL) AS overdrawn_task_id,
  opened_at, opened_by
FROM account_sums WHERE terms IS NOT NULL;

CREATE VIEW account_movements AS
SELECT
  m.event_id AS id, s.tenant AS tenant_id, m.aggregate AS account_id, m.store AS store_id, m.terminal AS terminal_id, m.position,
  m.body ->> '$.currency.code' AS currency_code, m.body ->> '$.currency.exponent' AS currency_exponent,
  m.body ->> '$.reason' AS reason, m.body ->> '$.delta' AS delta, m.counts, m.body ->> '$.order' AS order_id,
  m.body ->> '$.payment' AS payment_id, m.body ->> '$.document' AS document_id, m.body ->> '$.note' AS note,
  m.business_date, m.at AS moved_at, m.actor AS moved_by
FROM account_moves m JOIN account_sums s ON s.aggregate = m.aggregate;
