-- How long each kind of data about people is kept; what has no row is kept as it always was.
CREATE TABLE retention (
  kind             TEXT PRIMARY KEY,
  -- Null is for ever.
  days             INTEGER,
  set_at           BIGINT NOT NULL,
  set_by           TEXT NOT NULL,
  -- Everything older was looked at.
  done_until       BIGINT NOT NULL
);

-- People whose data were erased: what is left of each is a hash under a key of this installation.
CREATE TABLE erasures (
  id               TEXT PRIMARY KEY,
  caller_hash      TEXT NOT NULL,
  masked           TEXT NOT NULL,
  why              TEXT NOT NULL,
  begun_at         BIGINT NOT NULL,
  begun_by         TEXT NOT NULL,
  ended_at         BIGINT,
  counts           TEXT
);
CREATE INDEX erasures_by_caller ON erasures (caller_hash);
