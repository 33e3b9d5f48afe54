-- What keeps the books honest: nothing is overwritten, and every line is chained to the one before it.

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit is append-only: it takes no %.', TG_OP;
END
$$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- One link for every ledger transaction ('ledger') and audit line ('audit'), in the order in which they were found.
-- A link's hash covers the row, the row's lines and the link before it.
CREATE TABLE chain_links (
  chain            TEXT NOT NULL,
  number           BIGINT NOT NULL,
  row_id           TEXT COLLATE "C" NOT NULL,
  hash             TEXT NOT NULL,
  PRIMARY KEY (chain, number)
);
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
