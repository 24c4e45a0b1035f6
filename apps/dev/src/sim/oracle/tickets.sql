-- Kitchen tickets: what one firing asks of one station, and where each line stands.

CREATE TABLE ticket_facts AS
SELECT * FROM facts
WHERE type IN ('order.LineVoided', 'order.MovedLineVoided', 'order.LinesMovedOut', 'order.TableChanged', 'order.LineSeatSet',
    'workflow.StageAdvanced', 'workflow.StageRecalled') AND v = 1
  OR type = 'order.LinesFired' AND v IN (1, 2);
CREATE INDEX ticket_facts_by_aggregate ON ticket_facts (aggregate, place);

-- A line hangs once in a firing, at the first station that was named for it.
CREATE TABLE hung AS
SELECT *, uuid5(firing, 'ticket/' || station) AS ticket,
  row_number() OVER (PARTITION BY aggregate, firing, station ORDER BY place, at_index) - 1 AS position
FROM (
  SELECT f.aggregate, f.place, f.at, l.key AS at_index, f.body ->> '$.firing' AS firing,
    l.value ->> '$.line' AS line, l.value ->> '$.station.id' AS station, l.value AS fired_line, f.body,
    row_number() OVER (PARTITION BY f.aggregate, f.body ->> '$.firing', l.value ->> '$.line' ORDER BY f.place, l.key) AS nth
  FROM ticket_facts f JOIN json_each(f.body, '$.lines') l
  WHERE f.type = 'order.LinesFired'
) WHERE nth = 1;

-- Where a line starts, then every stage fact in canonical order; what came before the firing counts as after it.
CREATE TABLE stage_steps (
  aggregate TEXT, line TEXT, firing TEXT, n INTEGER, kind TEXT, stage TEXT, at INTEGER,
  PRIMARY KEY (aggregate, firing, line, n)
) WITHOUT ROWID;
INSERT INTO stage_steps
SELECT aggregate, line, firing, row_number() OVER (PARTITION BY aggregate, firing, line ORDER BY place), kind, stage, at FROM (
  SELECT aggregate, place, line, firing, 'fired' AS kind, at,
    (SELECT value FROM json_each(hung.body, '$.stages') ORDER BY value ->> '$.ordinal', key LIMIT 1) AS stage
  FROM hung
  UNION ALL
  SELECT aggregate, place, body ->> '$.line', body ->> '$.firing',
    CASE type WHEN 'workflow.StageRecalled' THEN 'recalled' ELSE 'advanced' END, at, body -> '$.to'
  FROM ticket_facts WHERE type IN ('workflow.StageAdvanced', 'workflow.StageRecalled')
);
CREATE TABLE stands (aggregate TEXT, firing TEXT, line TEXT, stage TEXT, at INTEGER, PRIMARY KEY (aggregate, firing, line)) WITHOUT ROWID;
INSERT INTO stands
WITH RECURSIVE walk (aggregate, firing, line, n, stage, at) AS (
  SELECT aggregate, firing, line, 1, stage, at FROM stage_steps WHERE n = 1
  UNION ALL
  SELECT s.aggregate, s.firing, s.line, s.n,
    iif(s.kind = 'recalled' OR (s.kind = 'advanced' AND s.stage ->> '$.ordinal' > w.stage ->> '$.ordinal'), s.stage, w.stage),
    iif(s.kind = 'recalled' OR (s.kind = 'advanced' AND s.stage ->> '$.ordinal' > w.stage ->> '$.ordinal'), s.at, w.at)
  FROM walk w
  JOIN stage_steps s ON s.aggregate = w.aggregate AND s.firing = w.firing AND s.line = w.line AND s.n = w.n + 1
)
SELECT aggregate, firing, line, stage, at FROM (
  SELECT *, max(n) OVER (PARTITION BY aggregate, firing, line) AS last FROM walk
) WHERE n = last;

-- Which lines went to other orders, and whether all of what there was went.
CREATE TABLE departures AS
SELECT f.aggregate, f.place, l.value ->> '$.line' AS line, l.value ->> '$.isWhole' AS is_whole
FROM ticket_facts f JOIN json_each(f.body, '$.lines') l WHERE f.type = 'order.LinesMovedOut';
CREATE INDEX departures_by_line ON departures (aggregate, line);

-- The last word on each line's seat.
CREATE TABLE seats_said AS
SELECT aggregate, body ->> '$.line' AS line, body ->> '$.seat' AS seat, max(place) AS place
FROM ticket_facts WHERE type = 'order.LineSeatSet' GROUP BY 1, 2;
CREATE UNIQUE INDEX seats_said_by_line ON seats_said (aggregate, line);

CREATE TABLE ticket_heads AS
SELECT aggregate,
  (SELECT tenant FROM ticket_facts f WHERE f.aggregate = t.aggregate ORDER BY place LIMIT 1) AS tenant_id,
  (SELECT store FROM ticket_facts f WHERE f.aggregate = t.aggregate AND store IS NOT NULL ORDER BY place LIMIT 1) AS store_id
FROM (SELECT DISTINCT aggregate FROM ticket_facts) t;

CREATE VIEW order_item_workflow_status AS
SELECT
  uuid5(g.firing, 'ticket-line/' || g.line) AS id, h.tenant_id, g.ticket AS ticket_id, g.aggregate AS order_id,
  g.line AS order_item_id, g.firing AS firing_id, g.position, g.fired_line ->> '$.name' AS name,
  g.fired_line ->> '$.quantityMicro' AS quantity, g.fired_line -> '$.modifiers' AS modifiers, g.fired_line ->> '$.note' AS note,
  -- A firing of version 1 says neither: null.
  iif(seat.place IS NULL, g.fired_line ->> '$.seat', seat.seat) AS seat, g.fired_line ->> '$.course' AS course,
  s.stage ->> '$.stage' AS current_stage_id, s.stage ->> '$.name' AS stage_name, s.stage ->> '$.ordinal' AS stage_ordinal,
  s.stage ->> '$.isFinal' AS is_final,
  -- Voided where a part of it went, the rest is still wanted.
  EXISTS (SELECT 1 FROM ticket_facts v WHERE v.aggregate = g.aggregate AND v.type IN ('order.LineVoided', 'order.MovedLineVoided')
    AND v.body ->> '$.line' = g.line AND (v.type = 'order.LineVoided' OR NOT EXISTS (
      SELECT 1 FROM departures d WHERE d.aggregate = g.aggregate AND d.line = g.line AND d.place < v.place AND NOT d.is_whole))) AS is_voided,
  EXISTS (SELECT 1 FROM departures d WHERE d.aggregate = g.aggregate AND d.line = g.line AND d.is_whole) AS has_left,
  s.at AS last_updated_at
FROM hung g
JOIN ticket_heads h ON h.aggregate = g.aggregate
JOIN stands s ON s.aggregate = g.aggregate AND s.firing = g.firing AND s.line = g.line
LEFT JOIN seats_said seat ON seat.aggregate = g.aggregate AND seat.line = g.line;

-- A ticket says what the last firing fact that hung a line on it said, and is as old as the first.
CREATE VIEW tickets AS
SELECT
  t.ticket AS id, h.tenant_id, h.store_id, t.aggregate AS order_id, t.firing AS firing_id, t.station AS station_id,
  t.fired_line ->> '$.station.name' AS station_name, t.body ->> '$.label' AS label,
  -- Where the order stands now.
  iif(moved.place IS NULL, t.body ->> '$.tableName', moved.body ->> '$.table.name') AS table_name,
  t.body ->> '$.course' AS course,
  (SELECT at FROM hung f WHERE f.aggregate = t.aggregate AND f.ticket = t.ticket ORDER BY position LIMIT 1) AS fired_at,
  t.body -> '$.stages' AS stages,
  NOT EXISTS (SELECT 1 FROM order_item_workflow_status s WHERE s.order_id = t.aggregate AND s.ticket_id = t.ticket
    AND NOT s.is_voided AND NOT s.is_final) AS is_done
FROM hung t
JOIN ticket_heads h ON h.aggregate = t.aggregate
LEFT JOIN ticket_facts moved ON moved.place = (
  SELECT max(place) FROM ticket_facts m WHERE m.aggregate = t.aggregate AND m.type = 'order.TableChanged')
WHERE t.position = (SELECT max(position) FROM hung l WHERE l.aggregate = t.aggregate AND l.ticket = t.ticket);

-- Which firings a line brought along or was sent with, the latest first.
CREATE TABLE placed_firings AS
SELECT aggregate, line, firing, row_number() OVER (PARTITION BY aggregate, line ORDER BY ord DESC) AS nth FROM (
  SELECT aggregate, line, firing, min(ord) AS ord FROM (
    SELECT a.aggregate, a.line, f.value AS firing, f.key - 1000000 AS ord FROM added a JOIN json_each(a.more, '$.firings') f
    UNION ALL
    SELECT f.aggregate, l.value ->> '$.line', f.body ->> '$.firing', f.place * 10000 + l.key
    FROM order_facts f JOIN json_each(f.body, '$.lines') l WHERE f.type = 'order.LinesFired'
  ) GROUP BY 1, 2, 3
);
CREATE INDEX placed_firings_by_line ON placed_firings (aggregate, line);

-- Where the food of a moved line goes: the order that has it, under every name that a ticket may know it by.
CREATE VIEW ticket_places AS
SELECT DISTINCT l.tenant_id, h.store_id, l.aggregate AS order_id, l.line AS order_item_id, f.firing AS firing_id,
  o.value ->> '$.order' AS ticket_order_id, o.value ->> '$.line' AS ticket_item_id,
  coalesce((SELECT p.body ->> '$.label' FROM openings p WHERE p.aggregate = l.aggregate), '') AS label,
  t.at_table ->> '$.name' AS table_name, iif(seat.place IS NULL, l.more ->> '$.seat', seat.seat) AS seat,
  l.quantity, l.void_place IS NOT NULL AS is_voided
FROM lines l
JOIN heads h ON h.id = l.aggregate
JOIN order_terms t ON t.id = l.aggregate
JOIN json_each(l.more, '$.origins') o
JOIN placed_firings f ON f.aggregate = l.aggregate AND f.line = l.line AND f.nth <= 16
LEFT JOIN seats_said seat ON seat.aggregate = l.aggregate AND seat.line = l.line
WHERE l.void_place IS NOT NULL OR l.is_standing;
