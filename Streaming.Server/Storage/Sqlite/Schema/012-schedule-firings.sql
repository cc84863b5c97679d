-- The last firings of each schedule, and the options of its jobs.

ALTER TABLE schedules ADD COLUMN overlap INTEGER NOT NULL DEFAULT 0;   -- 1: fires also while an earlier job has not ended
ALTER TABLE schedules ADD COLUMN attempts INTEGER;                     -- null: the number of the job type
ALTER TABLE schedules ADD COLUMN time_limit INTEGER;                   -- microseconds; null: the limit of the job type

CREATE TABLE schedule_firings (
    number     INTEGER PRIMARY KEY,
    schedule   TEXT    NOT NULL,
    time       INTEGER NOT NULL,                -- microseconds since 1970, UTC
    job        TEXT,                            -- null: the firing was skipped
    blocked_by TEXT,                            -- the job that had not ended, so that the firing was skipped
    outcome    INTEGER                          -- the state in which a job ended that was deleted since
) STRICT;

CREATE INDEX schedule_firings_schedule ON schedule_firings (schedule, number);
CREATE INDEX schedule_firings_job ON schedule_firings (job);

CREATE TRIGGER schedule_firings_outcome BEFORE DELETE ON jobs WHEN OLD.origin LIKE 'schedule:%'
BEGIN
    UPDATE schedule_firings SET outcome = OLD.state WHERE job = OLD.id;
END;
