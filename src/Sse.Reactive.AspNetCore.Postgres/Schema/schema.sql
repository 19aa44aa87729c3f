-- Topics of Server-Sent Events, version 1. Replace {schema} by the name of the schema: sse.
-- SsePostgresStore.Script is this script, and EnsureCreatedAsync runs it.

CREATE SCHEMA {schema};

CREATE TABLE {schema}.version (version int NOT NULL);
INSERT INTO {schema}.version VALUES (1);

-- Positions are the order of commits: whoever assigns one holds the lock of the topic's row until the commit.
-- fillfactor: this row is updated by each publish.
CREATE TABLE {schema}.topic (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CONSTRAINT name_has_at_most_2000_bytes CHECK (octet_length(name) <= 2000), -- what an index can hold
  first_position bigint NOT NULL DEFAULT 1, -- of the oldest event that is held
  last_position bigint NOT NULL DEFAULT 0,
  last_nonce int NOT NULL DEFAULT 0,
  floor_nonce int NOT NULL DEFAULT 0, -- of the event before first_position
  bytes bigint NOT NULL DEFAULT 0, -- of the data that is held
  first_at timestamptz -- when the oldest event was published
) WITH (fillfactor = 50);

-- The nonce is the proof of an event: an ID is position.nonce. After a restored backup the same position has another one.
CREATE TABLE {schema}.event (
  topic_id bigint NOT NULL,
  position bigint NOT NULL,
  nonce int NOT NULL,
  published_at timestamptz NOT NULL,
  type text NOT NULL CHECK (type !~ E'[\\r\\n]'),
  data text NOT NULL,
  tag text,
  PRIMARY KEY (topic_id, position)
);

-- What transactions publish. Inserting locks nothing, so publishers never wait for each other's transactions, and cannot deadlock.
-- A row that is committed late is moved late: a queue has no position that could be past it.
CREATE TABLE {schema}.queue (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL CHECK (topic <> '') CONSTRAINT topic_has_at_most_2000_bytes CHECK (octet_length(topic) <= 2000),
  type text NOT NULL CHECK (type !~ E'[\\r\\n]') CONSTRAINT type_sse_gap_is_reserved CHECK (type <> 'sse-gap'), -- what nodes report
  data text NOT NULL CONSTRAINT data_has_at_most_64_mebibytes CHECK (octet_length(data) <= 67108864), -- so that it is moved in time
  tag text
);
CREATE INDEX queue_topic ON {schema}.queue (topic, id);

-- Appends events to a topic, after those that transactions have published to it: cause before effect. It moves at most p_queued of those,
-- and about p_bytes of data, so that it ends soon however long the queue is. If there are more, it appends none of its own, and returns no
-- rows: commit, and call it again.
CREATE FUNCTION {schema}.append(
  p_topic text, p_types text[], p_data text[], p_tags text[], p_queued bigint DEFAULT 5000, p_bytes bigint DEFAULT 16777216)
RETURNS TABLE (out_position bigint, out_nonce int) LANGUAGE plpgsql AS $function$
DECLARE
  v_id bigint;
  v_last bigint;
  v_ids bigint[];
  v_size bigint;
  v_queued {schema}.queue[];
  v_count int;
  v_own int := coalesce(cardinality(p_data), 0);
  v_bytes bigint;
  v_nonce int;
BEGIN
  SELECT t.id, t.last_position INTO v_id, v_last FROM {schema}.topic t WHERE t.name = p_topic FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO {schema}.topic (name) VALUES (p_topic) ON CONFLICT DO NOTHING;
    SELECT t.id, t.last_position INTO v_id, v_last FROM {schema}.topic t WHERE t.name = p_topic FOR UPDATE;
  END IF;

  SELECT array_agg(s.id), sum(s.size) INTO v_ids, v_size FROM (
    SELECT q.id, q.size, sum(q.size) OVER (ORDER BY q.id) - q.size AS size_before
    FROM (SELECT a.id, octet_length(a.data) AS size FROM {schema}.queue a WHERE a.topic = p_topic ORDER BY a.id LIMIT p_queued) q) s
    WHERE s.size_before < p_bytes;
  IF v_ids IS NOT NULL THEN
    WITH moved AS (DELETE FROM {schema}.queue q WHERE q.id = ANY (v_ids) RETURNING q.*)
      SELECT array_agg(m::{schema}.queue ORDER BY m.id) INTO v_queued FROM moved m;
  END IF;
  v_count := coalesce(cardinality(v_queued), 0);
  IF v_count = p_queued OR v_size >= p_bytes THEN
    v_own := 0; -- there may be more
  END IF;
  IF v_count + v_own = 0 THEN
    RETURN;
  END IF;

  RETURN QUERY
    WITH incoming AS (
      SELECT u.o AS o, u.type, u.data, u.tag FROM unnest(v_queued) WITH ORDINALITY AS u(id, topic, type, data, tag, o)
      UNION ALL
      SELECT v_count + u.o, u.type, u.data, u.tag FROM unnest(p_types, p_data, p_tags) WITH ORDINALITY AS u(type, data, tag, o)
      WHERE v_own > 0
    ), inserted AS (
      INSERT INTO {schema}.event (topic_id, position, nonce, published_at, type, data, tag)
      SELECT v_id, v_last + n.o, (random() * 2147483646)::int, clock_timestamp(), n.type, n.data, n.tag FROM incoming n ORDER BY n.o
      RETURNING position, nonce
    )
    SELECT i.position, i.nonce FROM inserted i WHERE i.position > v_last + v_count ORDER BY i.position;

  SELECT sum(octet_length(e.data)) INTO v_bytes FROM {schema}.event e WHERE e.topic_id = v_id AND e.position > v_last;
  SELECT e.nonce INTO v_nonce FROM {schema}.event e WHERE e.topic_id = v_id AND e.position = v_last + v_count + v_own;
  UPDATE {schema}.topic t SET
    last_position = v_last + v_count + v_own,
    last_nonce = v_nonce,
    bytes = t.bytes + v_bytes,
    first_at = CASE WHEN t.first_position > t.last_position THEN clock_timestamp() ELSE t.first_at END
    WHERE t.id = v_id;
END $function$;

-- Reads a page of a topic and the bounds of the topic, in one snapshot. A topic without events has one row. A function, because to plan
-- this statement takes longer than to run it, and each connection keeps the plans of its functions.
-- out_nonce_before is that of the event at p_position.
CREATE FUNCTION {schema}.read_after(p_topic text, p_position bigint, p_events bigint, p_bytes bigint) RETURNS TABLE (
  out_first bigint, out_last bigint, out_floor_nonce int, out_nonce_before int,
  out_position bigint, out_nonce int, out_published_at timestamptz, out_type text, out_data text, out_tag text
) STABLE LANGUAGE plpgsql AS $function$
BEGIN
  RETURN QUERY SELECT t.first_position, t.last_position, t.floor_nonce,
    (SELECT b.nonce FROM {schema}.event b WHERE b.topic_id = t.id AND b.position = p_position),
    s.position, s.nonce, s.published_at, s.type, s.data, s.tag
  FROM {schema}.topic t LEFT JOIN LATERAL (
    SELECT e.*, row_number() OVER w AS row, sum(octet_length(e.data)) OVER w AS bytes
    FROM (
      SELECT * FROM {schema}.event a WHERE a.topic_id = t.id AND a.position > p_position ORDER BY a.position LIMIT p_events) e
    WINDOW w AS (ORDER BY e.position)) s ON s.row = 1 OR s.bytes <= p_bytes
  WHERE t.name = p_topic ORDER BY s.position;
END $function$;

-- Reads the newest page in the same way. out_nonce_before is that of the event before the page.
CREATE FUNCTION {schema}.read_latest(p_topic text, p_events bigint, p_bytes bigint) RETURNS TABLE (
  out_first bigint, out_last bigint, out_floor_nonce int, out_nonce_before int,
  out_position bigint, out_nonce int, out_published_at timestamptz, out_type text, out_data text, out_tag text
) STABLE LANGUAGE plpgsql AS $function$
BEGIN
  RETURN QUERY SELECT t.first_position, t.last_position, t.floor_nonce, s.before_nonce,
    s.position, s.nonce, s.published_at, s.type, s.data, s.tag
  FROM {schema}.topic t LEFT JOIN LATERAL (
    SELECT e.*, lead(e.nonce) OVER w AS before_nonce, row_number() OVER w AS row, sum(octet_length(e.data)) OVER w AS bytes
    FROM (SELECT * FROM {schema}.event a WHERE a.topic_id = t.id ORDER BY a.position DESC LIMIT p_events + 1) e
    WINDOW w AS (ORDER BY e.position DESC)) s ON s.row = 1 OR (s.row <= p_events AND s.bytes <= p_bytes)
  WHERE t.name = p_topic ORDER BY s.position;
END $function$;

-- Publishes an event when the transaction commits. For any language: SELECT sse.publish('orders', '{"id":1}', 'order');
-- p_ring notifies the nodes at the commit, which serializes the commits of the whole server. A publisher of thousands of transactions a
-- second passes false: the nodes find the event when they look at the queue.
CREATE FUNCTION {schema}.publish(p_topic text, p_data text, p_type text DEFAULT 'message', p_tag text DEFAULT NULL, p_ring boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql AS $function$
BEGIN
  INSERT INTO {schema}.queue (topic, type, data, tag) VALUES (p_topic, p_type, p_data, p_tag);
  IF p_ring THEN
    PERFORM pg_notify('{schema}', '');
  END IF;
END $function$;

-- Moves what transactions have published into the topics. One caller at a time; the others return at once.
-- Returns the names of the topics that have new events, or null if another caller is moving.
-- A call moves some ten thousand events at most, some of each topic that it finds among the oldest and the newest: where transactions have
-- published very much to a topic, those of the others are not kept waiting. It ends after 2 s, so that no timeout undoes it.
CREATE FUNCTION {schema}.sequence() RETURNS text[] LANGUAGE plpgsql AS $function$
DECLARE
  v_topic text;
  v_topics text[];
  v_start timestamptz := clock_timestamp();
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('{schema}.sequence')) THEN
    RETURN NULL;
  END IF;

  -- In the order of names, as retain: these two alone hold the locks of several topics.
  SELECT coalesce(array_agg(DISTINCT q.topic ORDER BY q.topic), '{}') INTO v_topics FROM (
    (SELECT a.topic FROM {schema}.queue a ORDER BY a.id LIMIT 1000) UNION ALL
    (SELECT z.topic FROM {schema}.queue z ORDER BY z.id DESC LIMIT 1000)) q;
  FOREACH v_topic IN ARRAY v_topics LOOP
    PERFORM 1 FROM {schema}.append(
      v_topic, '{}', '{}', '{}', greatest(1, 10000 / cardinality(v_topics)), greatest(1, 67108864 / cardinality(v_topics)));
    EXIT WHEN clock_timestamp() > v_start + interval '2 seconds';
  END LOOP;
  RETURN v_topics;
END $function$;

-- Removes the events of a topic up to a position.
CREATE FUNCTION {schema}.remove(p_id bigint, p_floor bigint) RETURNS void LANGUAGE plpgsql AS $function$
DECLARE
  v_nonce int;
  v_removed bigint;
BEGIN
  PERFORM 1 FROM {schema}.topic t WHERE t.id = p_id FOR UPDATE;
  SELECT e.nonce INTO v_nonce FROM {schema}.event e WHERE e.topic_id = p_id AND e.position = p_floor;
  IF NOT FOUND THEN
    RETURN;
  END IF;

  WITH removed AS (DELETE FROM {schema}.event e WHERE e.topic_id = p_id AND e.position <= p_floor RETURNING octet_length(e.data) AS bytes)
    SELECT coalesce(sum(r.bytes), 0) INTO v_removed FROM removed r;
  UPDATE {schema}.topic t SET
    first_position = p_floor + 1,
    floor_nonce = v_nonce,
    bytes = t.bytes - v_removed,
    first_at = (SELECT e.published_at FROM {schema}.event e WHERE e.topic_id = p_id AND e.position = p_floor + 1)
    WHERE t.id = p_id;
END $function$;

-- Removes all but the newest events of a topic, some ten thousand in a call. Returns whether there are more to remove.
CREATE FUNCTION {schema}.trim(p_topic text, p_keep bigint) RETURNS boolean LANGUAGE plpgsql AS $function$
DECLARE
  v record;
BEGIN
  SELECT t.id, t.first_position, t.last_position - p_keep AS floor INTO v FROM {schema}.topic t WHERE t.name = p_topic FOR UPDATE;
  IF NOT FOUND OR v.floor < v.first_position THEN
    RETURN false;
  END IF;

  PERFORM {schema}.remove(v.id, least(v.floor, v.first_position + 9999));
  RETURN v.floor > v.first_position + 9999;
END $function$;

-- Removes what exceeds the limits, of all topics. A null is no limit. One caller at a time; the others return at once.
-- A topic is trimmed when it exceeds a limit by a tenth, so that each run has something to do. Returns how many were trimmed: call it until
-- there are none. A call trims 20 topics at most, and a thousand events of each, since publishers wait meanwhile.
CREATE FUNCTION {schema}.retain(p_events bigint, p_bytes bigint, p_age interval) RETURNS int LANGUAGE plpgsql AS $function$
DECLARE
  v record;
  v_floor bigint;
  v_count int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('{schema}.retain')) THEN
    RETURN 0;
  END IF;

  FOR v IN
    SELECT t.id, t.last_position, t.bytes FROM {schema}.topic t
    WHERE t.last_position - t.first_position + 1 > p_events + p_events / 10
      OR t.bytes > p_bytes + p_bytes / 10 AND t.last_position > t.first_position -- the newest event is kept, whatever its size
      OR t.first_at < clock_timestamp() - p_age
    ORDER BY t.name LIMIT 20 FOR UPDATE
  LOOP
    SELECT max(s.position) INTO v_floor FROM (
      SELECT e.position, e.published_at, v.bytes - sum(e.size) OVER (ORDER BY e.position) + e.size AS bytes -- with this event
      FROM (
        SELECT a.position, a.published_at, octet_length(a.data) AS size FROM {schema}.event a
        WHERE a.topic_id = v.id ORDER BY a.position LIMIT 1000) e) s
    WHERE s.position <= v.last_position - p_events
      OR s.bytes > p_bytes AND s.position < v.last_position
      OR s.published_at < clock_timestamp() - p_age;
    IF v_floor IS NOT NULL THEN
      PERFORM {schema}.remove(v.id, v_floor);
      v_count := v_count + 1;
    END IF;
  END LOOP;
  RETURN v_count;
END $function$;
