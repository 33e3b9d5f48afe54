-- Visits to pages with our script, and who has which number of a pool. Instants are microseconds.
CREATE TABLE visits (
  id               TEXT COLLATE "C" PRIMARY KEY,
  visitor          TEXT COLLATE "C" NOT NULL,
  pool             TEXT NOT NULL,
  campaign         TEXT NOT NULL,
  publisher        TEXT NOT NULL,
  at               BIGINT NOT NULL,
  number           TEXT,
  until            BIGINT,
  why              TEXT,
  body             TEXT NOT NULL
);
CREATE INDEX visits_by_pool ON visits (pool, id DESC);
CREATE INDEX visits_by_visitor ON visits (visitor, id DESC);
CREATE INDEX visits_by_number ON visits (number, id DESC) WHERE number IS NOT NULL;

-- One row a number: a lease is taken by changing it, and only when its time is over or for who has it already.
CREATE TABLE pool_numbers (
  number           TEXT PRIMARY KEY,
  pool             TEXT NOT NULL,
  visit            TEXT COLLATE "C" NOT NULL,
  visitor          TEXT COLLATE "C" NOT NULL,
  since            BIGINT NOT NULL,
  until            BIGINT NOT NULL
);
