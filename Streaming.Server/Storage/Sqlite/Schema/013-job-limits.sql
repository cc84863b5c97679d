-- Pauses of job types, and the recent starts of job types that have a maximum rate.

CREATE TABLE job_pauses (
    type   TEXT    PRIMARY KEY,                 -- empty: all types
    lowest INTEGER NOT NULL                     -- lowest priority of the jobs that still start
) STRICT, WITHOUT ROWID;

CREATE TABLE job_starts (
    type   TEXT PRIMARY KEY,
    starts TEXT NOT NULL                        -- JSON array: a time in microseconds since 1970, a number of starts, and so on
) STRICT, WITHOUT ROWID;

-- Each type has its own time for which ended jobs are kept, so that old jobs are found by type and time.
CREATE INDEX jobs_ended_type ON jobs (type, ended) WHERE state >= 2;
