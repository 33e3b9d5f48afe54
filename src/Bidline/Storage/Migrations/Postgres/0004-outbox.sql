-- What partners are still to be told, written together with what caused it, and kept a while after they were.
-- The key makes a repeated one the same one. Instants are microseconds.
CREATE TABLE outbox (
  id               TEXT COLLATE "C" PRIMARY KEY,
  key              TEXT NOT NULL UNIQUE,
  destination      TEXT NOT NULL,
  kind             TEXT NOT NULL,
  call_id          TEXT,
  body             TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
  attempts         INTEGER NOT NULL,
  due_at           BIGINT NOT NULL,
  claimed_by       TEXT,
  claimed_until    BIGINT NOT NULL,
  ended_at         BIGINT,
  last_status      INTEGER,
  last_error       TEXT
);
CREATE INDEX outbox_due ON outbox (destination, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (destination) WHERE state = 'dead';
CREATE INDEX outbox_claimed ON outbox (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_by_destination ON outbox (destination, id DESC);
CREATE INDEX outbox_by_call ON outbox (call_id) WHERE call_id IS NOT NULL;

-- Every request that was made for one of them.
CREATE TABLE outbox_attempts (
  postback_id      TEXT COLLATE "C" NOT NULL,
  attempt          INTEGER NOT NULL,
  at               BIGINT NOT NULL,
  took_micros      BIGINT NOT NULL,
  status           INTEGER,
  error            TEXT,
  PRIMARY KEY (postback_id, attempt)
);

-- Addresses that answered 410: they want nothing any more.
CREATE TABLE outbox_stops (
  destination      TEXT PRIMARY KEY,
  url              TEXT NOT NULL,
  stopped_at       BIGINT NOT NULL
);

-- What each buyer's notices are signed with. They sign, so they are kept as they are.
CREATE TABLE notice_secrets (
  buyer            TEXT NOT NULL,
  number           INTEGER NOT NULL,
  secret           TEXT NOT NULL,
  made_at          BIGINT NOT NULL,
  retires_at       BIGINT,
  PRIMARY KEY (buyer, number)
);
