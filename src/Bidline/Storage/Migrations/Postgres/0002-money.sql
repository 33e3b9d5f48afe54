-- Money: the ledger, the holds on it, and who may write for a buyer.
-- Times are Unix microseconds; amounts are micro-units of the currency beside them.

-- What moved money. The key makes a repeated posting the same one.
CREATE TABLE ledger_transactions (
  id        TEXT COLLATE "C"   NOT NULL PRIMARY KEY,
  kind      TEXT   NOT NULL,
  key       TEXT   NOT NULL UNIQUE,
  memo      TEXT   NOT NULL,
  call_id   TEXT   NULL,
  reverses  TEXT   NULL REFERENCES ledger_transactions (id),
  booked_at BIGINT NOT NULL
);

CREATE INDEX ledger_transactions_call ON ledger_transactions (call_id) WHERE call_id IS NOT NULL;

-- Lines: a debit is positive, a credit negative. Balances are sums over these and stored nowhere else.
CREATE TABLE ledger_entries (
  transaction_id TEXT COLLATE "C"    NOT NULL REFERENCES ledger_transactions (id),
  line           INTEGER NOT NULL,
  account        TEXT    NOT NULL,
  party          TEXT    NOT NULL,
  currency       TEXT    NOT NULL,
  amount         BIGINT  NOT NULL CHECK (amount <> 0),
  call_id        TEXT    NULL,
  booked_at      BIGINT  NOT NULL,
  PRIMARY KEY (transaction_id, line)
);

CREATE INDEX ledger_entries_account ON ledger_entries (account, party, currency, amount);
CREATE INDEX ledger_entries_time ON ledger_entries (booked_at, transaction_id, line);
CREATE INDEX ledger_entries_call ON ledger_entries (call_id) WHERE call_id IS NOT NULL;

-- The keeper that may write for a buyer. A keeper whose fence is no longer the one here can write nothing.
CREATE TABLE buyer_epochs (
  buyer    TEXT   NOT NULL PRIMARY KEY,
  epoch    BIGINT NOT NULL,
  fence    TEXT   NOT NULL,
  taken_at BIGINT NOT NULL
) WITH (fillfactor = 50);

-- One row for every dial attempt that money, a line and cap slots were reserved for. A hold that has ended stays, so
-- that a late duplicate of its reservation finds it. call_id and target are null where a release came first.
CREATE TABLE holds (
  id           TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
  call_id      TEXT    NULL,
  attempt      INTEGER NOT NULL,
  buyer        TEXT    NOT NULL,
  target       TEXT    NULL,
  currency     TEXT    NOT NULL,
  amount       BIGINT  NOT NULL CHECK (amount >= 0),
  credit_limit BIGINT  NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('open', 'captured', 'released', 'expired')),
  captured     BIGINT  NOT NULL DEFAULT 0 CHECK (captured >= 0 AND captured <= amount),
  reserved_at  BIGINT  NOT NULL,
  expires_at   BIGINT  NOT NULL,
  connected_at BIGINT  NULL,
  ended_at     BIGINT  NULL,
  reason       TEXT    NULL,
  -- The order in which the buyer's keeper decided, so that caps can be proved by replay without trusting a clock.
  opened_seq   BIGINT  NOT NULL,
  closed_seq   BIGINT  NULL,
  -- The caps it was reserved under, as JSON.
  buyer_caps   TEXT    NOT NULL,
  target_caps  TEXT    NOT NULL
);

CREATE INDEX holds_open ON holds (buyer) WHERE state = 'open';
CREATE INDEX holds_day ON holds (buyer, reserved_at);
CREATE INDEX holds_call ON holds (call_id);

-- Lines are never changed and never removed, by anybody (money.md M22). A trigger rather than a REVOKE: the role that
-- owns the tables, which a small installation uses for everything, is not bound by its own grants.
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % takes no %.', TG_TABLE_NAME, TG_OP;
END
$$;

CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
