-- Wallets, payments from outside, statements, payouts and what carriers say.
-- Times are Unix microseconds; amounts are micro-units of the currency beside them.

-- How full each buyer's wallet was when it was last looked at, and whether it has paused its buyer.
CREATE TABLE wallet_marks (
  buyer            TEXT PRIMARY KEY,
  level            TEXT NOT NULL CHECK (level IN ('funded', 'low', 'empty')),
  paused           INTEGER NOT NULL,
  at               BIGINT NOT NULL
);

CREATE TABLE wallet_events (
  id               TEXT COLLATE "C" PRIMARY KEY,
  buyer            TEXT NOT NULL,
  kind             TEXT NOT NULL,
  free             BIGINT NOT NULL,
  currency         TEXT NOT NULL,
  at               BIGINT NOT NULL
);
CREATE INDEX wallet_events_buyer ON wallet_events (buyer, id);

-- What payment providers told us, once each by their own id, and what we did about it.
CREATE TABLE payment_events (
  provider         TEXT NOT NULL,
  event_id         TEXT NOT NULL,
  kind             TEXT NOT NULL,
  payment          TEXT NOT NULL,
  buyer            TEXT,
  amount           BIGINT NOT NULL,
  currency         TEXT NOT NULL,
  outcome          TEXT NOT NULL CHECK (outcome IN ('booked', 'repeated', 'ignored', 'refused')),
  reason           TEXT,
  transaction_id   TEXT,
  at               BIGINT NOT NULL,
  PRIMARY KEY (provider, event_id)
);
CREATE INDEX payment_events_payment ON payment_events (provider, payment);

-- Buyers' invoices and publishers' statements: written once, numbered without gaps in their series. Signed as their
-- party reads them: a buyer's money at us, what we owe a publisher. The body holds the lines that are printed.
CREATE TABLE statements (
  series           TEXT NOT NULL CHECK (series IN ('invoice', 'statement')),
  number           BIGINT NOT NULL,
  party            TEXT NOT NULL,
  party_name       TEXT NOT NULL,
  currency         TEXT NOT NULL,
  zone             TEXT NOT NULL,
  period           TEXT NOT NULL,
  from_at          BIGINT NOT NULL,
  until_at         BIGINT NOT NULL,
  opening          BIGINT NOT NULL,
  lines            BIGINT NOT NULL,
  closing          BIGINT NOT NULL,
  due              BIGINT NOT NULL,
  rounding         BIGINT NOT NULL,
  issued_at        BIGINT NOT NULL,
  body             TEXT NOT NULL,
  PRIMARY KEY (series, number),
  CHECK (opening + lines = closing AND from_at < until_at)
);
CREATE UNIQUE INDEX statements_from ON statements (series, party, currency, from_at);
CREATE UNIQUE INDEX statements_until ON statements (series, party, currency, until_at);

-- Until when an account's entries are final: nothing is booked there any more (money.md M28).
CREATE TABLE closed_accounts (
  account          TEXT NOT NULL,
  party            TEXT NOT NULL,
  currency         TEXT NOT NULL,
  until_at         BIGINT NOT NULL,
  PRIMARY KEY (account, party, currency)
);

CREATE TABLE payout_batches (
  id               TEXT COLLATE "C" PRIMARY KEY,
  currency         TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  created_by       TEXT NOT NULL,
  pay_on           TEXT NOT NULL
);

-- What a publisher is to be paid. The bank account is the one at that time.
CREATE TABLE payouts (
  id               TEXT COLLATE "C" PRIMARY KEY,
  batch            TEXT NOT NULL REFERENCES payout_batches (id),
  publisher        TEXT NOT NULL,
  currency         TEXT NOT NULL,
  amount           BIGINT NOT NULL CHECK (amount > 0),
  holder           TEXT NOT NULL,
  iban             TEXT,
  bic              TEXT,
  number           TEXT,
  state            TEXT NOT NULL CHECK (state IN ('open', 'paid', 'cancelled')),
  ended_at         BIGINT
);
CREATE INDEX payouts_batch ON payouts (batch);
CREATE UNIQUE INDEX payouts_open ON payouts (publisher, currency) WHERE state = 'open';

-- Call records of carriers, as they were imported, with the call of ours that each was found to be.
CREATE TABLE carrier_records (
  import           TEXT COLLATE "C" NOT NULL,
  line             INTEGER NOT NULL,
  carrier          TEXT NOT NULL,
  reference        TEXT NOT NULL,
  number           TEXT,
  at               BIGINT,
  seconds          INTEGER NOT NULL,
  call_id          TEXT,
  our_micros       BIGINT,
  outcome          TEXT NOT NULL CHECK (outcome IN ('matched', 'differs', 'unknown')),
  explanation      TEXT,
  PRIMARY KEY (import, line)
);
CREATE UNIQUE INDEX carrier_records_reference ON carrier_records (carrier, reference);
CREATE INDEX carrier_records_call ON carrier_records (call_id) WHERE call_id IS NOT NULL;

CREATE FUNCTION statements_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Statements are never changed: no %.', TG_OP;
END
$$;

CREATE TRIGGER statements_final BEFORE UPDATE OR DELETE OR TRUNCATE ON statements
  FOR EACH STATEMENT EXECUTE FUNCTION statements_are_final();

CREATE FUNCTION closed_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.until_at >= OLD.until_at THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'A closed period stays closed.';
END
$$;

CREATE TRIGGER closed_accounts_stay_closed BEFORE UPDATE OR DELETE ON closed_accounts
  FOR EACH ROW EXECUTE FUNCTION closed_stays_closed();

CREATE FUNCTION ledger_period_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.booked_at < (SELECT until_at FROM closed_accounts
      WHERE account = NEW.account AND party = NEW.party AND currency = NEW.currency) THEN
    RAISE EXCEPTION 'The period is closed: book it in the open one.';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER ledger_entries_period_is_open BEFORE INSERT ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION ledger_period_is_open();
