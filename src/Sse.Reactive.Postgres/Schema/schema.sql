-- Checkpoints of Server-Sent Events clients, version 1. Replace {schema} with the name of the schema: sse_checkpoints.
-- SsePostgresCheckpointStore.Script returns this script, and EnsureCreatedAsync runs it.

CREATE SCHEMA {schema};

CREATE TABLE {schema}.version (version int NOT NULL);
INSERT INTO {schema}.version VALUES (1);

-- One row per consumer of a stream. To move a consumer, stop it and update last_event_id. To reset it, stop it and delete the row.
CREATE TABLE {schema}.checkpoint (
  stream text PRIMARY KEY,
  last_event_id text, -- null: nothing was saved yet; empty: the server has reset the ID
  owner uuid NOT NULL, -- the store that may save: the one that was last to load
  saved_at timestamptz
) WITH (fillfactor = 50); -- each save updates the row
