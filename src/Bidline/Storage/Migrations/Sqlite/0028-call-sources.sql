-- What brought each call, for reports: a view of its events, written in the same commit as they are. Calls that nothing is
-- known of have no row here.
CREATE TABLE call_sources (
  call_id          TEXT PRIMARY KEY,
  sub1             TEXT,
  sub2             TEXT,
  sub3             TEXT,
  sub4             TEXT,
  sub5             TEXT,
  device           TEXT
) WITHOUT ROWID;

-- Everything that brought its caller, the oldest first: place 1 is the first, place = touches the last.
CREATE TABLE call_touches (
  call_id          TEXT NOT NULL,
  place            INTEGER NOT NULL,
  touches          INTEGER NOT NULL,
  source           TEXT,
  medium           TEXT,
  campaign         TEXT,
  keyword          TEXT,
  landing_page     TEXT,
  PRIMARY KEY (call_id, place)
) WITHOUT ROWID;

-- Bids that stood and auctions that were won, which a call's row had not.
ALTER TABLE calls ADD COLUMN valid_bids INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN wins INTEGER NOT NULL DEFAULT 0;
UPDATE calls SET
  valid_bids = (
    SELECT COUNT(*) FROM call_events e, json_each(e.body, '$.auction.candidates') c
    WHERE e.call_id = calls.id AND e.kind = 'auction_closed' AND COALESCE(json_extract(c.value, '$.shadow'), 0) = 0
      AND json_extract(c.value, '$.stage') IN ('won', 'lost')),
  wins = (
    SELECT COUNT(*) FROM call_events e, json_each(e.body, '$.auction.candidates') c
    WHERE e.call_id = calls.id AND e.kind = 'auction_closed' AND COALESCE(json_extract(c.value, '$.shadow'), 0) = 0
      AND json_extract(c.value, '$.stage') = 'won')
WHERE auctions > 0;

-- Corrections are few; a report looks them up by call.
CREATE INDEX ledger_transactions_corrections ON ledger_transactions (call_id) WHERE kind IN ('adjustment', 'reversal');
