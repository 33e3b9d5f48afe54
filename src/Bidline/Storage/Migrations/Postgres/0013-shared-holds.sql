-- Slots of caps that many buyers use up together: groups of targets, and the money of campaigns and publishers. A slot
-- belongs to a buyer's hold and ends with it. One that has ended stays, so that a late duplicate of its reservation finds
-- it; call_id is null where an end came first. Who may write for a party is in buyer_epochs, under the party's key.
CREATE TABLE shared_holds (
  party        TEXT COLLATE "C"   NOT NULL,
  hold_id      TEXT COLLATE "C"   NOT NULL,
  call_id      TEXT   NULL,
  currency     TEXT   NOT NULL,
  amount       BIGINT NOT NULL CHECK (amount >= 0),
  state        TEXT   NOT NULL CHECK (state IN ('open', 'ended')),
  -- What it came to in the party's money: what the buyer paid, or what the publisher earned.
  used         BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0 AND used <= amount),
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

CREATE INDEX shared_holds_open ON shared_holds (party) WHERE state = 'open';
CREATE INDEX shared_holds_call ON shared_holds (call_id);
