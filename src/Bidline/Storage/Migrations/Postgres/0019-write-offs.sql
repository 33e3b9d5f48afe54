-- Debts that somebody decided to bear. Times are Unix microseconds; amounts are micro-units of the currency beside them.
CREATE TABLE write_offs (
  id          TEXT COLLATE "C" PRIMARY KEY,
  state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'booked', 'rejected', 'settled')),
  side        TEXT NOT NULL CHECK (side IN ('buyer', 'publisher')),
  party       TEXT NOT NULL,
  currency    TEXT NOT NULL,
  amount      BIGINT NOT NULL CHECK (amount > 0),
  reason      TEXT NOT NULL,
  evidence    TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  proposed_by TEXT NOT NULL,
  decided_at  BIGINT NULL,
  decided_by  TEXT NULL
);
CREATE INDEX write_offs_unbooked ON write_offs (id) WHERE state = 'approved';
