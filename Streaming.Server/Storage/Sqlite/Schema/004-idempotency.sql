-- Adds to each idempotency key a hash of the payload that was sent under it. A key is now text that begins with a hash of its scope
-- (caller, operation, target). Keys of earlier versions have no scope; they expire within 24 hours. The keys of single jobs (jobs that the
-- queue holds only once), which contain a space, remain valid.

ALTER TABLE idempotency_keys ADD COLUMN payload BLOB;   -- SHA-256 of the payload; null for an upload, which is compared message by message
ALTER TABLE job_keys ADD COLUMN payload BLOB;           -- null for the key of a single job, which the queue holds only once at a time
UPDATE job_keys SET key = 'single ' || key WHERE instr(key, ' ') > 0;

-- Hashes of the messages that an upload has sent so far, one row for each transaction of the upload.
CREATE TABLE upload_hashes (
    topic  INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    start  INTEGER NOT NULL,                             -- number of the first message of this row in the upload, from 0
    hashes BLOB    NOT NULL,                             -- 8 bytes for each message: a hash of the message and of all messages before it
    PRIMARY KEY (topic, key, start)
) STRICT, WITHOUT ROWID;
