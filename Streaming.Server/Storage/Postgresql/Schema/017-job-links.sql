-- Jobs that wait for other jobs: for earlier jobs, for the previous job with the same key, and for their children. A job that waits is
-- queued with a due time that never comes, so that the claims of all versions of the server skip it.

ALTER TABLE streaming.jobs
    ADD COLUMN key           text COLLATE "C",          -- at most one job with a type and key is started and has not ended
    ADD COLUMN parent        text COLLATE "C",          -- the job whose handler enqueued this one as its child
    ADD COLUMN waits         int      NOT NULL DEFAULT 0, -- the number of open links of the job
    ADD COLUMN wanted        bigint,                    -- the due time of a job that waits for others; 'due' is then the year 9999
    ADD COLUMN after_outcome smallint NOT NULL DEFAULT 0, -- 0 earlier jobs must succeed, 1 fail or be cancelled, 2 end
    ADD COLUMN behind        text COLLATE "C",          -- the job with the same key for which this one waits
    ADD COLUMN children      int      NOT NULL DEFAULT 0, -- the number of children
    ADD COLUMN followers     smallint NOT NULL DEFAULT 0; -- 0 no job waits for it, 1 some wait, 2 ended, and some do not know yet

CREATE INDEX jobs_unsettled ON streaming.jobs (id) WHERE followers = 2;

CREATE TABLE streaming.job_links (
    "after" text COLLATE "C" NOT NULL REFERENCES streaming.jobs ON DELETE CASCADE, -- the job that must end first
    job     text COLLATE "C" NOT NULL REFERENCES streaming.jobs ON DELETE CASCADE, -- the job that waits
    kind    smallint NOT NULL,                  -- 0 an earlier job, 1 a child, 2 the previous job with the key
    name    text,                               -- the name of a child among the children of its parent
    settled boolean  NOT NULL,                  -- the waiting job knows that the other one has ended
    PRIMARY KEY ("after", job, kind)
);

CREATE INDEX job_links_job ON streaming.job_links (job);

-- A node of an earlier version does not know these columns. When it ends a job for which others wait, this trigger marks the job, so that
-- a node of this version informs them.
CREATE FUNCTION streaming.mark_ended_v1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.followers := 2;
    RETURN NEW;
END $$;

CREATE TRIGGER jobs_ended BEFORE UPDATE ON streaming.jobs FOR EACH ROW
    WHEN (NEW.state >= 2 AND OLD.state < 2 AND NEW.followers = 1) EXECUTE FUNCTION streaming.mark_ended_v1();

-- Deletes some of the jobs that ended before the time for their type (p_types, p_times) or else before a time, with their topics and
-- files, and the keys from before another time whose jobs have ended. Jobs that another transaction has locked are skipped, and children
-- whose parents have not ended, since the parents may still read their results. Returns the ids of the deleted jobs.
CREATE FUNCTION streaming.delete_jobs_v3(p_ended_before bigint, p_types text[], p_times bigint[], p_keys_before bigint, p_limit int)
    RETURNS text[] LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
DECLARE
    v_type   text   := '';
    v_jobs   text[] := '{}';
    v_topics int[];
BEGIN
    DELETE FROM job_keys k WHERE k.time < p_keys_before AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = k.job AND j.state < 2);
    WHILE cardinality(v_jobs) < p_limit LOOP
        SELECT j.type INTO v_type FROM jobs j WHERE j.state >= 2 AND j.type > v_type ORDER BY j.type LIMIT 1;
        EXIT WHEN NOT FOUND;
        v_jobs := v_jobs || ARRAY(SELECT j.id FROM jobs j WHERE j.state >= 2 AND j.type = v_type
            AND j.ended < coalesce(p_times[array_position(p_types, v_type)], p_ended_before)
            AND (j.parent IS NULL OR NOT EXISTS (SELECT FROM jobs p WHERE p.id = j.parent AND p.state < 2))
            ORDER BY j.ended LIMIT p_limit - cardinality(v_jobs) FOR UPDATE OF j SKIP LOCKED);
    END LOOP;
    IF v_jobs = '{}' THEN
        RETURN v_jobs;
    END IF;
    SELECT array_agg(t.id) INTO v_topics FROM topics t WHERE t.name = ANY (SELECT 'job:' || id FROM unnest(v_jobs) id);
    DELETE FROM messages m WHERE m.topic = ANY (v_topics);
    DELETE FROM generation_ends e WHERE e.topic = ANY (v_topics);
    DELETE FROM topics t WHERE t.id = ANY (v_topics);
    DELETE FROM job_files f WHERE f.job = ANY (v_jobs);
    DELETE FROM jobs j WHERE j.id = ANY (v_jobs);
    RETURN v_jobs;
END $$;
