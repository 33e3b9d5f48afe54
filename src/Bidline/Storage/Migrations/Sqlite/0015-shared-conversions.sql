-- Shared caps follow a call to its end: more that was held while it went on, and what conversions added once its slot had
-- ended. What a call came to may then be more than what was held before its dial.
CREATE TABLE shared_holds_now (
  party        TEXT   NOT NULL,
  hold_id      TEXT   NOT NULL,
  call_id      TEXT   NULL,
  currency     TEXT   NOT NULL,
  -- What is held, renewals included.
  amount       BIGINT NOT NULL CHECK (amount >= 0),
  renewed      BIGINT NOT NULL DEFAULT 0 CHECK (renewed >= 0 AND renewed <= amount),
  state        TEXT   NOT NULL CHECK (state IN ('open', 'ended')),
  -- What it came to in the party's money: what the buyer paid, or what the publisher earned.
  used         BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0),
  -- What conversions added, and where the first of them stands in the order of the keeper's decisions.
  converted    BIGINT NOT NULL DEFAULT 0 CHECK (converted >= 0),
  converted_seq BIGINT NULL,
  reserved_at  BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  connected_at BIGINT NULL,
  ended_at     BIGINT NULL,
  reason       TEXT   NULL,
  -- The order in which the party's keeper decided.
  opened_seq   BIGINT NOT NULL,
  closed_seq   BIGINT NULL,
  -- The caps it was reserved under, as JSON.
  caps         TEXT   NOT NULL,
  PRIMARY KEY (party, hold_id)
);

INSERT INTO shared_holds_now (party, hold_id, call_id, currency, amount, state, used, reserved_at, expires_at, connected_at,
  ended_at, reason, opened_seq, closed_seq, caps)
SELECT party, hold_id, call_id, currency, amount, state, used, reserved_at, expires_at, connected_at,
  ended_at, reason, opened_seq, closed_seq, caps
FROM shared_holds;

DROP TABLE shared_holds;
ALTER TABLE shared_holds_now RENAME TO shared_holds;

CREATE INDEX shared_holds_open ON shared_holds (party) WHERE state = 'open';
CREATE INDEX shared_holds_call ON shared_holds (call_id);
