-- Orders at their tables, as the status of a table is made of them.

-- What of an order is still to be had: its open lines, where they hang in the kitchen, and whether their course waits.
CREATE TABLE visit_lines AS
SELECT l.aggregate, l.line, json_array_length(l.more, '$.origins') > 0 AS has_come,
  EXISTS (SELECT 1 FROM order_item_workflow_status s WHERE s.order_id = l.aggregate AND s.order_item_id = l.line
    AND NOT s.is_voided) AS hangs,
  EXISTS (SELECT 1 FROM order_item_workflow_status s WHERE s.order_id = l.aggregate AND s.order_item_id = l.line
    AND NOT s.is_voided AND NOT s.is_final) AS is_owed,
  json_array_length(l.more, '$.firings') > 0 OR EXISTS (
    SELECT 1 FROM order_facts f JOIN json_each(f.body, '$.lines') n
    WHERE f.aggregate = l.aggregate AND f.type = 'order.LinesFired' AND n.value ->> '$.line' = l.line) AS is_fired,
  coalesce((SELECT h.body ->> '$.isHeld' FROM order_facts h WHERE h.aggregate = l.aggregate AND h.type = 'order.CourseHeld'
    AND h.body ->> '$.course' = coalesce(
      (SELECT coalesce(c.body ->> '$.course', 0) FROM order_facts c WHERE c.aggregate = l.aggregate
        AND c.type = 'order.LineCourseSet' AND c.body ->> '$.line' = l.line ORDER BY c.place DESC LIMIT 1),
      l.more ->> '$.course')
    ORDER BY h.place DESC LIMIT 1), 0) AS waits
FROM asked_lines l WHERE l.is_open;
CREATE INDEX visit_lines_by_order ON visit_lines (aggregate);

-- Where an order was said to be, one after the other: from what is followed by another place its guests went away.
CREATE TABLE seatings AS
SELECT aggregate, place_text, entity, lag(entity) OVER (PARTITION BY aggregate ORDER BY place) AS before FROM (
  SELECT aggregate, place, printf('%016d/%s/%016d/%04d', clock, chain, seq, idx) AS place_text, body ->> '$.table.id' AS entity
  FROM order_facts f WHERE type = 'order.TableChanged' OR type = 'order.OrderOpened'
    AND NOT EXISTS (SELECT 1 FROM order_facts e WHERE e.aggregate = f.aggregate AND e.place < f.place
      AND e.type IN ('order.TableChanged', 'order.OrderOpened'))
);

CREATE VIEW table_visits AS
SELECT id AS order_id, tenant_id, store_id, table_id AS entity_id, label, guests, visit AS status, opened_at,
  iif(visit = 'left', (
    SELECT printf('%016d/%s/%016d/%04d', clock, chain, seq, idx) FROM order_facts e WHERE e.aggregate = id
      AND e.type IN ('order.OrderClosed', 'order.OrderCancelled') ORDER BY e.place DESC LIMIT 1), NULL) AS left_place
FROM (
  SELECT o.id, o.tenant_id, o.store_id, o.table_id, o.label, o.guests, o.opened_at,
    CASE
      WHEN o.status NOT IN ('open', 'supplementary') THEN 'left'
      WHEN EXISTS (SELECT 1 FROM visit_lines l WHERE l.aggregate = o.id AND l.is_owed) THEN 'waiting'
      WHEN EXISTS (
        SELECT 1 FROM paid p WHERE p.aggregate = o.id
          AND NOT EXISTS (SELECT 1 FROM closes c JOIN verdicts v ON v.aggregate = c.aggregate AND v.n = c.n
            JOIN json_each(c.body, '$.payments') d
            WHERE c.aggregate = o.id AND v.status = 'standing' AND d.value ->> '$.payment' = p.payment)
          AND NOT EXISTS (SELECT 1 FROM refunds r JOIN json_each(r.body, '$.payments') d
            WHERE r.aggregate = o.id AND d.value ->> '$.payment' = p.payment)) THEN 'bill'
      WHEN NOT EXISTS (SELECT 1 FROM visit_lines l WHERE l.aggregate = o.id AND (l.hangs OR l.has_come AND l.is_fired)) THEN 'occupied'
      WHEN 'order.OrderParked' = (SELECT f.type FROM order_facts f WHERE f.aggregate = o.id
          AND f.type IN ('order.OrderParked', 'order.OrderResumed') ORDER BY f.place DESC LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM visit_lines l WHERE l.aggregate = o.id AND l.waits AND NOT l.is_fired) THEN 'bill'
      ELSE 'served'
    END AS visit
  FROM orders o WHERE o.table_id IS NOT NULL AND EXISTS (SELECT 1 FROM openings p WHERE p.aggregate = o.id)
)
UNION ALL
SELECT o.id, o.tenant_id, o.store_id, s.before, o.label, o.guests, 'left', o.opened_at, max(s.place_text)
FROM orders o JOIN seatings s ON s.aggregate = o.id
WHERE s.before IS NOT NULL AND s.entity IS NOT s.before AND s.before IS NOT o.table_id
  AND EXISTS (SELECT 1 FROM openings p WHERE p.aggregate = o.id)
GROUP BY o.id, s.before;
