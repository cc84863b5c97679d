-- Jobs and schedules. What is large comes last in a row, so that the rest is read without it.

CREATE TABLE jobs (
    number     INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,         -- sorts by time
    type       TEXT    NOT NULL,
    state      INTEGER NOT NULL,                -- 0 queued, 1 running, 2 succeeded, 3 failed, 4 cancelled
    priority   INTEGER NOT NULL,                -- 9 first
    created    INTEGER NOT NULL,                -- times: microseconds since 1970, UTC
    due        INTEGER NOT NULL,
    started    INTEGER,
    ended      INTEGER,
    attempt    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    time_limit INTEGER NOT NULL,                -- microseconds
    cancelling INTEGER NOT NULL,
    token      INTEGER NOT NULL,                -- fencing: rises with every start
    lease      INTEGER,                         -- until when its worker has it
    worker     TEXT,
    origin     TEXT,
    owner      TEXT,                            -- subject of the token that enqueued it
    fraction   INTEGER,                         -- millionths
    text       TEXT,
    arguments  TEXT    NOT NULL,                -- JSON
    errors     TEXT,                            -- JSON, an array
    result     TEXT                             -- JSON
) STRICT;

CREATE INDEX jobs_queued ON jobs (priority DESC, type, due, id) WHERE state = 0;
CREATE INDEX jobs_running ON jobs (lease) WHERE state = 1;
CREATE INDEX jobs_failed ON jobs (id) WHERE state = 3;
CREATE INDEX jobs_ended ON jobs (ended) WHERE state >= 2;

CREATE TABLE job_keys (
    type TEXT    NOT NULL,
    key  TEXT    NOT NULL,
    job  TEXT    NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (type, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_keys_time ON job_keys (time);

CREATE TABLE schedules (
    name      TEXT    PRIMARY KEY,
    cron      TEXT    NOT NULL,
    zone      TEXT    NOT NULL,
    type      TEXT    NOT NULL,
    arguments TEXT    NOT NULL,
    priority  INTEGER NOT NULL,
    catch_up  INTEGER NOT NULL,                 -- 0 one, 1 all, 2 none
    paused    INTEGER NOT NULL,
    next      INTEGER,
    last      INTEGER,
    version   INTEGER NOT NULL                  -- changes with every firing and every change
) STRICT, WITHOUT ROWID;

-- The number of the last transaction whose topics are all gone; numbers are never given twice.
ALTER TABLE store ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
