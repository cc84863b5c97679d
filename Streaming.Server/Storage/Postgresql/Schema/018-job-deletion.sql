-- The deletion of ended jobs keeps the jobs for which others still wait.

-- Deletes some of the jobs that ended before the time for their type (p_types, p_times) or else before a time, with their topics and
-- files, and the keys from before another time whose jobs have ended. Jobs that another transaction has locked are skipped, and children
-- whose parents have not ended, since the parents may still read their results. A job is also kept while other jobs wait for it, and
-- while it waits for the job before it with the same key (behind), since that job and later ones are found through it; so is the key of
-- such a job. Returns the ids of the deleted jobs.
CREATE FUNCTION streaming.delete_jobs_v4(p_ended_before bigint, p_types text[], p_times bigint[], p_keys_before bigint, p_limit int)
    RETURNS text[] LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
DECLARE
    v_type   text   := '';
    v_jobs   text[] := '{}';
    v_topics int[];
BEGIN
    DELETE FROM job_keys k WHERE k.time < p_keys_before
        AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = k.job AND (j.state < 2 OR j.behind IS NOT NULL));
    WHILE cardinality(v_jobs) < p_limit LOOP
        SELECT j.type INTO v_type FROM jobs j WHERE j.state >= 2 AND j.type > v_type ORDER BY j.type LIMIT 1;
        EXIT WHEN NOT FOUND;
        v_jobs := v_jobs || ARRAY(SELECT j.id FROM jobs j WHERE j.state >= 2 AND j.type = v_type
            AND j.ended < coalesce(p_times[array_position(p_types, v_type)], p_ended_before)
            AND j.followers = 0 AND j.behind IS NULL
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
