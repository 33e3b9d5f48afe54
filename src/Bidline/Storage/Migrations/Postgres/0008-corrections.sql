-- What buyers dispute. A call is disputed once; booked says whether the ledger has what the state says.
CREATE TABLE disputes (
  id            TEXT COLLATE "C" PRIMARY KEY,
  call_id       TEXT NOT NULL UNIQUE,
  buyer         TEXT NOT NULL,
  publisher     TEXT NOT NULL,
  currency      TEXT NOT NULL,
  amount        BIGINT NOT NULL CHECK (amount > 0),
  state         TEXT NOT NULL CHECK (state IN ('open', 'decided', 'appealed', 'final')),
  reason        TEXT NOT NULL,
  evidence      TEXT NULL,
  answer        TEXT NULL,
  accepted      BIGINT NULL CHECK (accepted >= 0 AND accepted <= amount),
  decision_text TEXT NULL,
  appeal        TEXT NULL,
  opened_at     BIGINT NOT NULL,
  opened_by     TEXT NOT NULL,
  decided_at    BIGINT NULL,
  decided_by    TEXT NULL,
  round         INTEGER NOT NULL,
  booked        INTEGER NOT NULL
);
CREATE INDEX disputes_by_buyer ON disputes (buyer, id DESC);
CREATE INDEX disputes_unbooked ON disputes (id) WHERE booked = 0;

-- Corrections by people. Above a limit somebody else has to approve them first.
CREATE TABLE adjustments (
  id          TEXT COLLATE "C" PRIMARY KEY,
  state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'booked', 'rejected')),
  reason      TEXT NOT NULL,
  evidence    TEXT NOT NULL,
  lines       TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  proposed_by TEXT NOT NULL,
  decided_at  BIGINT NULL,
  decided_by  TEXT NULL
);
CREATE INDEX adjustments_unbooked ON adjustments (id) WHERE state = 'approved';
