-- What buyers' systems post back about calls, and what of a reservation came later than its making.

-- More that was held while a call went on; what conversions charged once the hold had ended; and where the first of them
-- stands in the order of the keeper's decisions.
ALTER TABLE holds ADD COLUMN renewed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holds ADD COLUMN converted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holds ADD COLUMN converted_seq BIGINT NULL;

-- Every report that could be read, taken or not. The first that is taken of a call, buyer and event wins (M19).
CREATE TABLE conversions (
  id           TEXT PRIMARY KEY,
  call_id      TEXT NOT NULL,
  buyer        TEXT NOT NULL,
  event        TEXT NOT NULL,
  currency     TEXT NOT NULL,
  amount       BIGINT NULL,
  state        TEXT NOT NULL CHECK (state IN ('taken', 'booked', 'refused')),
  reason       TEXT NULL,
  revenue      BIGINT NULL,
  payout       BIGINT NULL,
  transaction_id TEXT NULL,
  author       TEXT NOT NULL,
  reported_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversions_first ON conversions (call_id, buyer, event) WHERE state <> 'refused';
CREATE INDEX conversions_by_call ON conversions (call_id);
CREATE INDEX conversions_by_buyer ON conversions (buyer, id DESC);
CREATE INDEX conversions_taken ON conversions (call_id) WHERE state = 'taken';

-- A key with a scope may do that and nothing else: "conversions:acme".
ALTER TABLE api_keys ADD COLUMN scope TEXT NULL;

-- Signed messages that were acted on, while a recorded one could still pass as fresh.
CREATE TABLE signed_messages (
  buyer     TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  signed_at BIGINT NOT NULL,
  seen_at   BIGINT NOT NULL,
  PRIMARY KEY (buyer, id, signed_at)
);
