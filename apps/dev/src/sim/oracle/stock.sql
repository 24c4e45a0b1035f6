-- What stores have, a second time: the latest count plus every movement that it did not know. What is done once is a command,
-- or the taking back of a document; of the entries that say so the first counts, and a count that knew any of them knew it.

CREATE TABLE stock_facts AS
SELECT *,
  CASE WHEN type = 'product-catalog.StockMoved' AND body ->> '$.kind' = 'reversed'
    THEN 'reversed/' || coalesce(body ->> '$.cause.document', command) ELSE command END AS doing
FROM every_fact
WHERE type IN ('product-catalog.StockMoved', 'product-catalog.StockCounted')
  -- A stock is one item in one store: what names another counts nothing.
  AND store IS NOT NULL AND aggregate = uuid5(store, 'stock/' || (body ->> '$.item'));

CREATE TABLE stock_doings AS
SELECT *, row_number() OVER (PARTITION BY aggregate ORDER BY place) AS n FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate, doing, event_id, command ORDER BY place) AS nth,
    first_value(chain || '/' || seq) OVER (PARTITION BY aggregate, doing ORDER BY place) AS carrier
  FROM stock_facts
)
WHERE carrier = chain || '/' || seq AND nth = 1;

CREATE TABLE stock_counts AS
SELECT aggregate, body ->> '$.countedMicro' AS counted, body -> '$.saw' AS saw, at, actor
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
CREATE UNIQUE INDEX stock_known_by_doing ON stock_known (aggregate, doing);

-- Whose it is, its first fact says.
CREATE TABLE stock_movements AS
SELECT
  d.event_id AS id, d.command AS command_id, d.doing, d.chain, d.seq, d.clock, d.idx AS position,
  f.tenant AS tenant_id, f.store AS store_id, d.aggregate AS stock_id, f.body ->> '$.item' AS item_id,
  d.terminal AS terminal_id, d.body ->> '$.kind' AS kind, d.body ->> '$.deltaMicro' AS delta,
  d.body ->> '$.cause.order' AS order_id, d.body ->> '$.cause.document' AS document_id, d.body ->> '$.cause.line' AS order_item_id,
  d.body ->> '$.note' AS note, k.doing IS NOT NULL AS is_counted, d.business_date, d.at AS moved_at, d.actor AS moved_by
FROM stock_doings d
JOIN stock_doings f ON f.aggregate = d.aggregate AND f.n = 1
LEFT JOIN stock_known k ON k.aggregate = d.aggregate AND k.doing = d.doing
WHERE d.type = 'product-catalog.StockMoved';
CREATE INDEX stock_movements_by_stock ON stock_movements (stock_id);

CREATE VIEW stock_levels AS
SELECT id, tenant_id, store_id, item_id, coalesce(counted, 0) + moved AS level, counted, counted_at, counted_by, moved
FROM (
  SELECT f.aggregate AS id, f.tenant AS tenant_id, f.store AS store_id, f.body ->> '$.item' AS item_id,
    c.counted, c.at AS counted_at, c.actor AS counted_by,
    coalesce((SELECT sum(m.delta) FROM stock_movements m WHERE m.stock_id = f.aggregate AND NOT m.is_counted), 0) AS moved
  FROM stock_doings f LEFT JOIN stock_counts c USING (aggregate)
  WHERE f.n = 1
);

-- What has run out: the latest word of each store.
CREATE VIEW sold_out_items AS
SELECT aggregate AS item_id, store AS store_id, tenant AS tenant_id, event_id, body ->> '$.until' AS sold_out_until,
  at AS sold_out_since, actor AS marked_by
FROM (
  SELECT *, row_number() OVER (PARTITION BY aggregate, store ORDER BY place DESC) AS latest FROM facts
  WHERE type IN ('product-catalog.ItemSoldOut', 'product-catalog.ItemBackOnSale') AND store IS NOT NULL
)
WHERE latest = 1 AND type = 'product-catalog.ItemSoldOut';
