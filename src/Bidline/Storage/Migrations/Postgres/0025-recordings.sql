-- One row a recorded conversation; its sound is a file below the data directory. The row outlives the file, so that it
-- stays known that there was one, what it was and when it was deleted.
CREATE TABLE recordings (
    call_id    TEXT    NOT NULL,
    attempt    INTEGER NOT NULL,
    file       TEXT    NOT NULL,
    bytes      BIGINT  NOT NULL,
    length_ms  BIGINT  NOT NULL,
    sha256     TEXT    NOT NULL,
    outline    TEXT    NOT NULL,
    cut        TEXT,
    made_at    BIGINT  NOT NULL,
    keep_until BIGINT  NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (call_id, attempt)
);
CREATE INDEX recordings_kept ON recordings (keep_until) WHERE deleted_at IS NULL;
