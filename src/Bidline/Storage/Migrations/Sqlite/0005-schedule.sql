-- Changes of the market that are to be made later; the document is JSON in the file's shape.
CREATE TABLE scheduled_changes (
  id               TEXT PRIMARY KEY,
  due_at           BIGINT NOT NULL,
  made_at          BIGINT NOT NULL,
  author           TEXT NOT NULL,
  origin           TEXT NOT NULL,
  summary          TEXT NOT NULL,
  document         TEXT NOT NULL,
  state            TEXT NOT NULL,
  ended_at         BIGINT,
  version          INTEGER,
  outcome          TEXT
);
CREATE INDEX scheduled_changes_by_state ON scheduled_changes (state, due_at);
