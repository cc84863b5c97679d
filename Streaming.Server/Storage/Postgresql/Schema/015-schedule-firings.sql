-- The last firings of each schedule, and the options of its jobs.

-- The options are not columns of the table schedules: a node of an older version deletes the row of a schedule that it fires, and inserts
-- the row again without columns that it does not know. A schedule without a row here has the defaults.
CREATE TABLE streaming.schedule_options (
    name       text COLLATE "C" PRIMARY KEY,
    overlap    boolean NOT NULL,                -- fires also while an earlier job has not ended
    attempts   int,                             -- null: the number of the job type
    time_limit bigint                           -- microseconds; null: the limit of the job type
);

CREATE TABLE streaming.schedule_firings (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schedule   text COLLATE "C" NOT NULL,
    time       bigint NOT NULL,                 -- microseconds since 1970, UTC
    job        text COLLATE "C",                -- null: the firing was skipped
    blocked_by text COLLATE "C",                -- the job that had not ended, so that the firing was skipped
    outcome    smallint                         -- the state in which a job ended that was deleted since
);

CREATE INDEX schedule_firings_schedule ON streaming.schedule_firings (schedule, number);
CREATE INDEX schedule_firings_job ON streaming.schedule_firings (job);

CREATE FUNCTION streaming.save_firing_outcome_v1() RETURNS trigger LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    UPDATE schedule_firings f SET outcome = OLD.state WHERE f.job = OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER schedule_firings_outcome BEFORE DELETE ON streaming.jobs FOR EACH ROW WHEN (OLD.origin LIKE 'schedule:%')
    EXECUTE FUNCTION streaming.save_firing_outcome_v1();

-- Adds firings, and deletes earlier ones of the same schedules: p_kept firings of each schedule remain, and those whose jobs have not
-- ended.
CREATE FUNCTION streaming.add_firings_v1(p_schedules text[], p_times bigint[], p_jobs text[], p_blocked_by text[], p_kept int)
    RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    INSERT INTO schedule_firings (schedule, time, job, blocked_by)
        SELECT u.schedule, u.time, u.job, u.blocked_by
        FROM unnest(p_schedules, p_times, p_jobs, p_blocked_by) WITH ORDINALITY u(schedule, time, job, blocked_by, n) ORDER BY u.n;
    DELETE FROM schedule_firings f USING (
        SELECT x.number, row_number() OVER (PARTITION BY x.schedule ORDER BY x.number DESC) AS place
        FROM schedule_firings x WHERE x.schedule = ANY (p_schedules)) old
        WHERE f.number = old.number AND old.place > p_kept
            AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = f.job AND j.state < 2);
END $$;
