-- Jobs that wait for other jobs: for earlier jobs, for the previous job with the same key, and for their children.

ALTER TABLE jobs ADD COLUMN key           TEXT;                           -- at most one job of a type and key is started
ALTER TABLE jobs ADD COLUMN parent        TEXT;                           -- the job whose handler enqueued this one as its child
ALTER TABLE jobs ADD COLUMN waits         INTEGER NOT NULL DEFAULT 0;     -- the number of open links of the job
ALTER TABLE jobs ADD COLUMN wanted        INTEGER;                        -- due time of a job that waits; 'due' is then the year 9999
ALTER TABLE jobs ADD COLUMN after_outcome INTEGER NOT NULL DEFAULT 0;     -- 0 earlier jobs must succeed, 1 fail or be cancelled, 2 end
ALTER TABLE jobs ADD COLUMN behind        TEXT;                           -- the job with the same key for which this one waits
ALTER TABLE jobs ADD COLUMN children      INTEGER NOT NULL DEFAULT 0;     -- the number of children
ALTER TABLE jobs ADD COLUMN followers     INTEGER NOT NULL DEFAULT 0;     -- 0: no job waits for it, 1: some do, 2: it ended, some wait yet

CREATE INDEX jobs_unsettled ON jobs (id) WHERE followers = 2;

CREATE TABLE job_links (
    "after" TEXT    NOT NULL,                   -- the job that must end first
    job     TEXT    NOT NULL,                   -- the job that waits
    kind    INTEGER NOT NULL,                   -- 0 an earlier job, 1 a child, 2 the previous job with the key
    name    TEXT,                               -- the name of a child among the children of its parent
    settled INTEGER NOT NULL,                   -- 1: the waiting job knows that the other one has ended
    PRIMARY KEY ("after", job, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_links_job ON job_links (job);

CREATE TRIGGER jobs_deleted AFTER DELETE ON jobs BEGIN
    DELETE FROM job_links WHERE "after" = OLD.id;
    DELETE FROM job_links WHERE job = OLD.id;
END;
