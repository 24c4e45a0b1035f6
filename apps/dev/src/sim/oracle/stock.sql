-- What stores have, a second time: the latest count plus every movement that it did not know. What is done once is a command,
-- or the taking back of a document; of the entries that say so the first counts, and a count that knew any of them knew it.

CREATE TABLE stock_facts AS
SELECT *,
  CASE WHEN type = 'product-catalog.StockMoved' AND body ->> '$.kind' = 'reversed'
    THEN 'reversed/' || coalesce(body ->> '$.cause.document', command) ELSE command END AS doing
FROM every_fact
WHERE type IN ('product-catalog.StockMoved', 'product-catalog.StockCounted');

CREATE TABLE stock_doings AS
SELECT * FROM (
  SELECT *, first_value(chain || '/' || seq) OVER (PARTITION BY aggregate, doing ORDER BY place) AS carrier FROM stock_facts
)
WHERE carrier = chain || '/' || seq;

CREATE TABLE stock_counts AS
SELECT aggregate, body ->> '$.countedMicro' AS counted, body -> '$.saw' AS saw
FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place DESC) AS latest
  FROM stock_doings WHERE type = 'product-catalog.StockCounted'
)
WHERE latest = 1;

CREATE TABLE stock_known AS
SELECT DISTINCT f.aggregate, f.doing
FROM stock_counts c
JOIN json_each(c.saw) AS head
JOIN stock_facts f
  ON f.aggregate = c.aggregate AND f.chain = head.value ->> '$.chain' AND f.seq <= head.value ->> '$.seq';

CREATE TABLE stock_levels AS
SELECT m.aggregate AS id, m.item AS item_id, coalesce(c.counted, 0) + m.unknown AS level, c.counted, m.unknown AS moved,
  m.movements
FROM (
  SELECT d.aggregate, max(d.body ->> '$.item') AS item,
    total(CASE WHEN d.type = 'product-catalog.StockMoved' AND k.doing IS NULL THEN d.body ->> '$.deltaMicro' END) AS unknown,
    count(*) FILTER (WHERE d.type = 'product-catalog.StockMoved') AS movements
  FROM stock_doings d LEFT JOIN stock_known k ON k.aggregate = d.aggregate AND k.doing = d.doing
  GROUP BY d.aggregate
) m
LEFT JOIN stock_counts c USING (aggregate);
