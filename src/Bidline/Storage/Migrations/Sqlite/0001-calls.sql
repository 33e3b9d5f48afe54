-- One row a call: a view of its events for lists and reports, written in the same transaction as they are.
-- Instants and spans are microseconds, amounts are millionths of the currency.
CREATE TABLE calls (
  id               TEXT PRIMARY KEY,
  received_at      BIGINT NOT NULL,
  node             TEXT NOT NULL,
  trunk            TEXT NOT NULL,
  source           TEXT NOT NULL,
  sip_call_id      TEXT NOT NULL,
  dialled          TEXT,
  caller           TEXT,
  campaign         TEXT,
  publisher        TEXT,
  book_version     INTEGER NOT NULL,
  test             INTEGER NOT NULL,
  state            TEXT,
  phase            TEXT NOT NULL,
  outcome          TEXT,
  reason           TEXT,
  target           TEXT,
  buyer            TEXT,
  currency         TEXT,
  price_micros     BIGINT,
  auctions         INTEGER NOT NULL,
  considered       INTEGER NOT NULL,
  asked            INTEGER NOT NULL,
  bids             INTEGER NOT NULL,
  auction_micros   BIGINT,
  attempts         INTEGER NOT NULL,
  ring_micros      BIGINT,
  connected_at     BIGINT,
  talk_micros      BIGINT,
  ended_by         TEXT,
  ended_at         BIGINT,
  qualified        INTEGER,
  revenue_micros   BIGINT,
  payout_micros    BIGINT,
  margin_micros    BIGINT,
  settled_at       BIGINT,
  events           INTEGER NOT NULL
);
CREATE INDEX calls_by_time ON calls (received_at DESC, id DESC);
CREATE INDEX calls_by_campaign ON calls (campaign, received_at DESC);
CREATE INDEX calls_by_publisher ON calls (publisher, received_at DESC);
CREATE INDEX calls_by_caller ON calls (caller, received_at DESC);
-- What recovery and settlement look for: nearly always a handful of rows.
CREATE INDEX calls_unended ON calls (id) WHERE ended_at IS NULL;
CREATE INDEX calls_unsettled ON calls (id) WHERE ended_at IS NOT NULL AND settled_at IS NULL;

-- What happened to each call, in order and never changed: the truth of which the row above is a view.
CREATE TABLE call_events (
  call_id          TEXT NOT NULL,
  seq              INTEGER NOT NULL,
  at               BIGINT NOT NULL,
  offset_micros    BIGINT NOT NULL,
  kind             TEXT NOT NULL,
  body             TEXT NOT NULL,
  PRIMARY KEY (call_id, seq)
) WITHOUT ROWID;

-- Until when each run of a server is known to have been alive.
CREATE TABLE heartbeats (
  node             TEXT PRIMARY KEY,
  started_at       BIGINT NOT NULL,
  at               BIGINT NOT NULL
);
