-- What publishers asked and were answered. Those without an offer are written in batches, a moment after the answer;
-- they are there for looking into and are deleted after a while. Instants and spans are microseconds.
CREATE TABLE pings (
  id               TEXT PRIMARY KEY,
  at               BIGINT NOT NULL,
  endpoint         TEXT NOT NULL,
  publisher        TEXT NOT NULL,
  campaign         TEXT NOT NULL,
  dialect          TEXT NOT NULL,
  caller           TEXT,
  source_ref       TEXT,
  test             INTEGER NOT NULL,
  outcome          TEXT NOT NULL CHECK (outcome IN ('offered', 'cached', 'rejected')),
  reason           TEXT,
  reason_class     TEXT,
  reason_values    TEXT,
  currency         TEXT,
  price_micros     BIGINT,
  reservation      TEXT,
  auction          TEXT,
  took_micros      BIGINT NOT NULL,
  tags             TEXT NOT NULL
);
CREATE INDEX pings_by_endpoint ON pings (endpoint, id DESC);
CREATE INDEX pings_by_caller ON pings (caller, id DESC) WHERE caller IS NOT NULL;
CREATE INDEX pings_by_reservation ON pings (reservation) WHERE reservation IS NOT NULL;
CREATE INDEX pings_by_auction ON pings (auction) WHERE auction IS NOT NULL;

-- What was promised: durable before the publisher hears of it, used by one call at most. It has the digits of its ping.
CREATE TABLE reservations (
  id               TEXT PRIMARY KEY,
  at               BIGINT NOT NULL,
  endpoint         TEXT NOT NULL,
  publisher        TEXT NOT NULL,
  campaign         TEXT NOT NULL,
  caller           TEXT,
  number           TEXT,
  currency         TEXT NOT NULL,
  price_micros     BIGINT NOT NULL,
  until            BIGINT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('open', 'used', 'expired', 'mismatched', 'released')),
  call_id          TEXT,
  closed_at        BIGINT,
  same_key         TEXT NOT NULL,
  idempotency_key  TEXT,
  request_hash     TEXT,
  target           TEXT NOT NULL,
  buyer            TEXT NOT NULL,
  bid_id           TEXT,
  auction          TEXT NOT NULL,
  body             TEXT NOT NULL
);
CREATE INDEX reservations_open ON reservations (until) WHERE state = 'open';
CREATE INDEX reservations_by_number ON reservations (number, caller, id DESC) WHERE number IS NOT NULL;
CREATE INDEX reservations_by_call ON reservations (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX reservations_by_auction ON reservations (auction);
CREATE INDEX reservations_by_bid ON reservations (bid_id) WHERE bid_id IS NOT NULL;
CREATE UNIQUE INDEX reservations_once ON reservations (endpoint, idempotency_key) WHERE idempotency_key IS NOT NULL;
