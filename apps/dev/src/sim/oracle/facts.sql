-- Facts of standing entries out of suspense, in canonical order: (clock, chain, seq), then the place within the entry.
-- Of a command id an aggregate has only the facts of the first entry that carries it.

CREATE TABLE every_fact AS
SELECT
  row_number() OVER (ORDER BY r.clock, r.chain, r.seq, event.key) AS place,
  r.chain, r.seq, r.clock,
  r.text ->> '$.commandId' AS command,
  r.text ->> '$.at' AS at,
  r.text ->> '$.tenant' AS tenant,
  r.text ->> '$.store' AS store,
  r.text ->> '$.terminal' AS terminal,
  r.text ->> '$.actor' AS actor,
  r.text ->> '$.approver' AS approver,
  r.text ->> '$.businessDate' AS business_date,
  event.value ->> '$.id' AS event_id,
  event.value ->> '$.type' AS type,
  event.value ->> '$.v' AS v,
  event.value ->> '$.aggregate' AS aggregate,
  event.key AS idx,
  event.value -> '$.body' AS body
FROM standing s
JOIN raw r USING (hash)
JOIN json_each(r.text, '$.events') AS event
WHERE s.suspense IS NULL AND is_read(event.value);

CREATE TABLE facts AS
SELECT place, chain, seq, clock, command, at, tenant, store, terminal, actor, approver, business_date, event_id, type, v, aggregate, idx, body
FROM (
  SELECT *, first_value(chain || '/' || seq) OVER (PARTITION BY aggregate, command ORDER BY place) AS carrier
  FROM every_fact
)
WHERE carrier = chain || '/' || seq;
CREATE INDEX facts_by_type ON facts (type, aggregate, place);
CREATE INDEX facts_by_aggregate ON facts (aggregate, place);
