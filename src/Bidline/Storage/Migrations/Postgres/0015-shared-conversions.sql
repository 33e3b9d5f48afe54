-- Shared caps follow a call to its end: more that was held while it went on, and what conversions added once its slot had
-- ended. What a call came to may then be more than what was held before its dial.
ALTER TABLE shared_holds ADD COLUMN renewed BIGINT NOT NULL DEFAULT 0 CHECK (renewed >= 0);
ALTER TABLE shared_holds ADD COLUMN converted BIGINT NOT NULL DEFAULT 0 CHECK (converted >= 0);
ALTER TABLE shared_holds ADD COLUMN converted_seq BIGINT NULL;
ALTER TABLE shared_holds DROP CONSTRAINT IF EXISTS shared_holds_check;
ALTER TABLE shared_holds ADD CONSTRAINT shared_holds_used_check CHECK (used >= 0);
