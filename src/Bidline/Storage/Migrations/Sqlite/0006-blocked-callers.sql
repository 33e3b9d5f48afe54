-- Callers whose calls are not sold: a number, or the first digits of many. Instants are microseconds.
CREATE TABLE blocked_callers (
  id               TEXT PRIMARY KEY,
  -- "+13055550142", or "+1305555*" for every number that begins so.
  caller           TEXT NOT NULL UNIQUE,
  why              TEXT NOT NULL,
  blocked_at       BIGINT NOT NULL,
  blocked_by       TEXT NOT NULL,
  -- Null is for ever.
  expires_at       BIGINT,
  -- The call that it was blocked from; null when it was not from one.
  call_id          TEXT
);
