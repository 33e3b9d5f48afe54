-- What keeps the books honest: nothing is overwritten, and every line is chained to the one before it.

-- INSERT OR REPLACE deletes without asking the triggers that forbid deleting.
CREATE TRIGGER ledger_transactions_no_replace BEFORE INSERT ON ledger_transactions
WHEN EXISTS (SELECT 1 FROM ledger_transactions WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM ledger_transactions WHERE key = NEW.key)
BEGIN
  SELECT RAISE(ABORT, 'The ledger is append-only: this transaction is in it.');
END;

CREATE TRIGGER ledger_entries_no_replace BEFORE INSERT ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = NEW.transaction_id AND line = NEW.line)
BEGIN
  SELECT RAISE(ABORT, 'The ledger is append-only: this line is in it.');
END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'The audit is append-only: it takes no UPDATE.');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'The audit is append-only: it takes no DELETE.');
END;

CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'The audit is append-only: this line is in it.');
END;

-- One link for every ledger transaction ('ledger') and audit line ('audit'), in the order in which they were found.
-- A link's hash covers the row, the row's lines and the link before it.
CREATE TABLE chain_links (
  chain            TEXT NOT NULL,
  number           BIGINT NOT NULL,
  row_id           TEXT NOT NULL,
  hash             TEXT NOT NULL,
  PRIMARY KEY (chain, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX chain_links_row ON chain_links (chain, row_id);

-- The end of each chain, and the latest moment of a row in it.
CREATE TABLE chain_heads (
  chain            TEXT PRIMARY KEY,
  number           BIGINT NOT NULL,
  hash             TEXT NOT NULL,
  row_at           BIGINT NOT NULL
);
INSERT INTO chain_heads (chain, number, hash, row_at) VALUES ('ledger', 0, '', 0), ('audit', 0, '', 0);

CREATE INDEX ledger_transactions_time ON ledger_transactions (booked_at, id);
CREATE INDEX ledger_entries_period ON ledger_entries (account, party, booked_at);
CREATE INDEX audit_by_time ON audit (at, id);
