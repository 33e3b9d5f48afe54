-- Contents of lists by their hash, in chunks; the market's versions refer to them. A content without a row here is not whole.
CREATE TABLE list_contents (
  hash             TEXT PRIMARY KEY,
  kind             TEXT NOT NULL,
  size             INTEGER NOT NULL,
  at               BIGINT NOT NULL
);

CREATE TABLE list_chunks (
  hash             TEXT NOT NULL,
  place            INTEGER NOT NULL,
  body             BYTEA NOT NULL,
  PRIMARY KEY (hash, place)
);
