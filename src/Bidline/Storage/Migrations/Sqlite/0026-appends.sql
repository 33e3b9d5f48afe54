-- What was told of a caller, or of one call, to be of use for its calls: kept for 48 hours. One of caller and call_id.
CREATE TABLE appends (
    id        TEXT   NOT NULL PRIMARY KEY,
    caller    TEXT,
    call_id   TEXT,
    publisher TEXT,
    tags      TEXT   NOT NULL,
    at        INTEGER NOT NULL,
    told_by   TEXT   NOT NULL
);
CREATE INDEX appends_by_age ON appends (at);
