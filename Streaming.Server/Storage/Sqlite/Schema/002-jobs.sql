-- Jobs and schedules. Large columns are the last ones of a row, so that SQLite reads the other columns without them.

CREATE TABLE jobs (
    number     INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,         -- ids in text order are in the order of creation
    type       TEXT    NOT NULL,
    state      INTEGER NOT NULL,                -- 0 queued, 1 running, 2 succeeded, 3 failed, 4 cancelled
    priority   INTEGER NOT NULL,                -- jobs with priority 9 start first
    created    INTEGER NOT NULL,                -- this and all other times: microseconds since 1970, UTC
    due        INTEGER NOT NULL,
    started    INTEGER,
    ended      INTEGER,
    attempt    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    time_limit INTEGER NOT NULL,                -- time limit of one attempt, in microseconds
    cancelling INTEGER NOT NULL,
    token      INTEGER NOT NULL,                -- increases with each start; a worker with an older number cannot change the job
    lease      INTEGER,                         -- time until which the running job belongs to its worker; the worker extends it
    worker     TEXT,
    origin     TEXT,
    owner      TEXT,                            -- subject of the token that enqueued the job
    fraction   INTEGER,                         -- progress of the job in millionths: 1,000,000 is complete
    text       TEXT,
    arguments  TEXT    NOT NULL,                -- arguments of the job as JSON
    errors     TEXT,                            -- JSON array of the errors of failed attempts
    result     TEXT                             -- result of the job as JSON
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
    catch_up  INTEGER NOT NULL,                 -- how many missed runs are started late: 0 one, 1 all, 2 none
    paused    INTEGER NOT NULL,
    next      INTEGER,
    last      INTEGER,
    version   INTEGER NOT NULL                  -- changes each time the schedule enqueues a job, and with every change of the schedule
) STRICT, WITHOUT ROWID;

-- The highest transaction number of deleted topics, so that no transaction number is used twice.
ALTER TABLE store ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
