-- The market in force is the newest version; older ones stay, so that a call's version can be looked up.
CREATE TABLE book_versions (
  version          INTEGER PRIMARY KEY,
  at               BIGINT NOT NULL,
  author           TEXT NOT NULL,
  hash             TEXT NOT NULL,
  document         TEXT NOT NULL
);

-- Opening balances that were promised with a buyer's creation: booked once, also after a crash in between.
CREATE TABLE opening_balances (
  buyer            TEXT PRIMARY KEY,
  currency         TEXT NOT NULL,
  amount_micros    BIGINT NOT NULL,
  version          INTEGER NOT NULL,
  booked_at        BIGINT
);

-- Secrets of this installation, made once.
CREATE TABLE installation (
  name             TEXT PRIMARY KEY,
  value            TEXT NOT NULL
);

-- Keys of the API: the SHA-256 of each, never the key.
CREATE TABLE api_keys (
  id               TEXT COLLATE "C" PRIMARY KEY,
  hash             TEXT NOT NULL UNIQUE,
  hint             TEXT NOT NULL,
  name             TEXT NOT NULL,
  role             TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  created_by       TEXT NOT NULL,
  expires_at       BIGINT,
  last_used_at     BIGINT,
  revoked_at       BIGINT
);

CREATE TABLE users (
  id               TEXT COLLATE "C" PRIMARY KEY,
  email            TEXT NOT NULL UNIQUE,
  name             TEXT NOT NULL,
  role             TEXT NOT NULL,
  password_hash    TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  disabled_at      BIGINT,
  failures         INTEGER NOT NULL,
  locked_until     BIGINT,
  last_sign_in_at  BIGINT
);

-- One-time links that make the first user: the SHA-256 of each token, never the token.
CREATE TABLE setup_tokens (
  hash             TEXT PRIMARY KEY,
  created_at       BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  used_at          BIGINT
);

-- Who changed what, when and from where. Never changed, never shortened.
CREATE TABLE audit (
  id               TEXT COLLATE "C" PRIMARY KEY,
  at               BIGINT NOT NULL,
  actor            TEXT NOT NULL,
  origin           TEXT NOT NULL,
  request_id       TEXT,
  action           TEXT NOT NULL,
  subject          TEXT NOT NULL,
  summary          TEXT NOT NULL,
  before           TEXT,
  after            TEXT
);
CREATE INDEX audit_by_subject ON audit (subject, id DESC);

-- Requests that move money, by the key their sender chose: a repeated one gets the first one's answer.
CREATE TABLE idempotency_keys (
  scope            TEXT NOT NULL,
  key              TEXT NOT NULL,
  request_hash     TEXT NOT NULL,
  at               BIGINT NOT NULL,
  status           INTEGER,
  body             TEXT,
  PRIMARY KEY (scope, key)
);
