-- Whose write-off of a debtor is being booked; the next one waits, so that two together never bear more than is owed.
CREATE TABLE write_off_turns (
  side        TEXT NOT NULL,
  party       TEXT COLLATE "C" NOT NULL,
  currency    TEXT NOT NULL,
  write_off   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (side, party, currency)
);
