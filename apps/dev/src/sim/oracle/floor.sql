-- Tasks that stand by themselves, what people said of tables, and the book of reservations.

CREATE TABLE floor_facts AS
SELECT *, printf('%016d/%s/%016d/%04d', clock, chain, seq, idx) AS place_text FROM facts
WHERE v = 1 AND (type LIKE 'workflow.Task%' OR type LIKE 'service-entity.%');
CREATE INDEX floor_facts_by_type ON floor_facts (type, aggregate, place);

-- The first and the last fact of each type that an aggregate has.
CREATE TABLE floor_first AS
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY type, aggregate ORDER BY place) AS nth FROM floor_facts) WHERE nth = 1;
CREATE INDEX floor_first_by_type ON floor_first (type, aggregate);
CREATE TABLE floor_last AS
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY type, aggregate ORDER BY place DESC) AS nth FROM floor_facts) WHERE nth = 1;
CREATE INDEX floor_last_by_type ON floor_last (type, aggregate);

-- Whichever fact of an aggregate came first says whose it is.
CREATE TABLE floor_heads AS
SELECT aggregate,
  (SELECT tenant FROM floor_facts f WHERE f.aggregate = t.aggregate ORDER BY place LIMIT 1) AS tenant_id,
  (SELECT store FROM floor_facts f WHERE f.aggregate = t.aggregate AND store IS NOT NULL ORDER BY place LIMIT 1) AS store_id
FROM (SELECT DISTINCT aggregate FROM floor_facts) t;

CREATE VIEW tasks AS
SELECT r.aggregate AS id, h.tenant_id, h.store_id, r.body ->> '$.kind' AS kind, r.body ->> '$.title' AS title,
  r.body ->> '$.cause' AS cause, r.body ->> '$.assignedTo' AS assigned_to, r.body ->> '$.due' AS due,
  r.at AS raised_at, r.actor AS raised_by, d.place IS NULL AS is_open, d.body ->> '$.note' AS note,
  d.at AS done_at, d.actor AS done_by
FROM floor_first r JOIN floor_heads h ON h.aggregate = r.aggregate
LEFT JOIN floor_first d ON d.aggregate = r.aggregate AND d.type = 'workflow.TaskDone'
WHERE r.type = 'workflow.TaskRaised';

CREATE VIEW entity_statuses AS
SELECT s.aggregate AS id, h.tenant_id, h.store_id, s.body ->> '$.status' AS status, s.body ->> '$.note' AS note,
  s.at AS set_at, s.actor AS set_by,
  (SELECT place_text FROM floor_facts a WHERE a.type = s.type AND a.aggregate = s.aggregate
    AND a.body ->> '$.status' = 'available' ORDER BY a.place DESC LIMIT 1) AS available_place
FROM floor_last s JOIN floor_heads h ON h.aggregate = s.aggregate
WHERE s.type = 'service-entity.EntityStatusSet';

CREATE VIEW reservations AS
SELECT m.aggregate AS id, h.tenant_id, h.store_id,
  CASE WHEN s.place IS NOT NULL THEN 'seated'
    WHEN coalesce(c.place, 0) > coalesce(n.place, 0) THEN 'cancelled'
    WHEN n.place IS NOT NULL THEN 'no-show' ELSE 'booked' END AS status,
  slot.body ->> '$.startsAt' AS starts_at, slot.body ->> '$.endsAt' AS ends_at, slot.body ->> '$.guests' AS guests,
  slot.body -> '$.entities' AS entities, slot.body ->> '$.note' AS note,
  m.body ->> '$.guest.name.side' AS name_side, m.body ->> '$.guest.phone.side' AS phone_side,
  s.body ->> '$.order' AS order_id, m.at AS made_at, m.actor AS made_by, slot.place_text AS place
FROM floor_first m JOIN floor_heads h ON h.aggregate = m.aggregate
LEFT JOIN floor_last g ON g.aggregate = m.aggregate AND g.type = 'service-entity.ReservationChanged'
JOIN floor_facts slot ON slot.place = coalesce(g.place, m.place)
LEFT JOIN floor_first s ON s.aggregate = m.aggregate AND s.type = 'service-entity.ReservationSeated'
LEFT JOIN floor_last c ON c.aggregate = m.aggregate AND c.type = 'service-entity.ReservationCancelled'
LEFT JOIN floor_last n ON n.aggregate = m.aggregate AND n.type = 'service-entity.ReservationNoShow'
WHERE m.type = 'service-entity.ReservationMade';
