-- Lines of an account by when they were booked: a month is read without the years before it, and a balance still adds up
-- from the index alone.
DROP INDEX ledger_entries_account;
CREATE INDEX ledger_entries_account ON ledger_entries (account, party, currency, booked_at, amount);

-- Lines that are not a call's own charge, which are few: its transaction has the call's own id.
CREATE INDEX ledger_entries_other ON ledger_entries (account, party, currency, booked_at)
  WHERE call_id IS NULL OR transaction_id <> ('led_' || SUBSTR(call_id, 6));
