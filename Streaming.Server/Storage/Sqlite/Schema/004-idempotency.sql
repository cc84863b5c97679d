-- Idempotency keys with a hash of what was sent under them. A key is now text that begins with a hash of its scope (caller, operation, target).
-- Keys from before are in no such scope: they are left to expire. Those of single jobs, which alone have a space, go on.

ALTER TABLE idempotency_keys ADD COLUMN payload BLOB;   -- SHA-256; null: an upload, compared message by message
ALTER TABLE job_keys ADD COLUMN payload BLOB;           -- null: the key of a single job, which is there once at a time
UPDATE job_keys SET key = 'single ' || key WHERE instr(key, ' ') > 0;

-- What an upload has sent so far, a row for each transaction of it.
CREATE TABLE upload_hashes (
    topic  INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    start  INTEGER NOT NULL,                             -- number of the first message, from 0
    hashes BLOB    NOT NULL,                             -- 8 bytes a message; each depends on all before it
    PRIMARY KEY (topic, key, start)
) STRICT, WITHOUT ROWID;
