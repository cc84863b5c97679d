-- The workers (processes that run jobs) on this file. Each worker writes a heartbeat every 10 seconds; a row with an old heartbeat belongs
-- to a process that has ended.

CREATE TABLE workers (
    name      TEXT    PRIMARY KEY,
    heartbeat INTEGER NOT NULL,     -- microseconds since 1970, UTC
    record    TEXT    NOT NULL      -- JSON: node, process, start, priorities, job types and slots
) STRICT, WITHOUT ROWID;
