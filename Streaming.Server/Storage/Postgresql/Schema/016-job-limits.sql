-- Pauses of job types, the recent starts of job types that have a maximum rate, and functions that claim and delete jobs by type.

CREATE TABLE streaming.job_pauses (
    type   text COLLATE "C" PRIMARY KEY,        -- empty: all types
    lowest smallint NOT NULL                    -- the lowest priority of the jobs that still start
);

CREATE TABLE streaming.job_starts (
    type   text COLLATE "C" PRIMARY KEY,
    starts bytea NOT NULL                       -- JSON: a time in microseconds since 1970, a number of starts, and so on
) WITH (fillfactor = 50);

-- Each type has its own time for which ended jobs are kept.
CREATE INDEX jobs_ended_type ON streaming.jobs (type, ended) WHERE state >= 2;

-- The use of a job type by all nodes. If another job of the type may start, the type is locked until the end of the transaction, so that
-- only one node at a time starts jobs of the type.
-- p_concurrency: the number of jobs that may run at once; p_rate: the number of starts in a period (p_period); null: no bound.
-- o_left: the number of jobs that may start. o_starts: the recent starts of jobs of the type; null if another node has locked the type.
CREATE FUNCTION streaming.use_job_type_v1(
    p_now bigint, p_type text, p_concurrency int, p_rate int, p_period bigint, p_except text[],
    OUT o_left int, OUT o_running int, OUT o_starts bytea)
    LANGUAGE plpgsql SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET jit = off AS $$
DECLARE
    v_starts  jsonb;
    v_started int;
BEGIN
    -- The first time without a lock: a node that can start no job anyway must not keep the others from starting one.
    FOR v_attempt IN 1 .. 2 LOOP
        -- 1398035023 separates these locks from other advisory locks of the database.
        IF v_attempt = 2 AND NOT pg_try_advisory_xact_lock(1398035023, hashtext(p_type)) THEN
            o_left := 0;
            o_starts := NULL;
            RETURN;
        END IF;
        o_starts := coalesce((SELECT s.starts FROM job_starts s WHERE s.type = p_type), '[]');
        -- A job whose lease has expired is queued again; only jobs from now on are read, since older entries of the index may be dead.
        o_running := CASE WHEN p_concurrency IS NULL THEN 0 ELSE (SELECT count(*) FROM jobs j
            WHERE j.state = 1 AND j.lease >= p_now AND j.type = p_type AND j.id <> ALL (p_except)) END;
        v_started := 0;
        v_starts := convert_from(o_starts, 'UTF8');
        FOR i IN 0 .. jsonb_array_length(v_starts) / 2 - 1 LOOP
            IF (v_starts ->> 2 * i)::bigint > p_now - p_period THEN
                v_started := v_started + (v_starts ->> 2 * i + 1)::int;
            END IF;
        END LOOP;
        o_left := least(p_concurrency - o_running, p_rate - v_started);
        EXIT WHEN o_left <= 0;
    END LOOP;
END $$;

-- The queued jobs for the free slots of a worker, locked until the end of the transaction; rows that other transactions have locked are
-- skipped. Paused jobs are left out, and so are the jobs of types whose bounds are reached.
-- It visits the queue by priority and type, so that it reads neither delayed jobs nor jobs of unknown types: either all of them, or the
-- given ones (p_priorities, p_keys), each from a due time on (p_from), so that it does not read the dead entries of the index again that a
-- long transaction of another program keeps.
-- p_types, p_lanes, p_most, p_concurrency, p_rates and p_periods: the types of the worker; the slot group of each, from 1; and its bounds:
-- the number of jobs that may start on this node, the number that may run on all nodes, and the number of starts in a period; null: none.
-- p_free: the free slots of each group.
-- o_kind 0: a priority and type, with the first due time (o_first) and the first one after now (o_next). 1: a locked job. 2: the use of a
-- type with bounds (o_running, o_starts).
CREATE FUNCTION streaming.claim_v2(
    p_now bigint, p_lowest smallint, p_highest smallint, p_types text[], p_lanes int[], p_most int[], p_concurrency int[], p_rates int[],
    p_periods bigint[], p_free int[], p_except text[], p_priorities smallint[], p_keys text[], p_from bigint[])
    RETURNS TABLE (
        o_kind smallint, o_priority smallint, o_type text, o_first bigint, o_next bigint, o_running int, o_starts bytea, o_job text)
    LANGUAGE plpgsql SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET jit = off AS $$
DECLARE
    v_priority smallint  := p_highest;
    v_type     text      := '';
    v_found    smallint;
    v_key      int       := 0;
    v_free     int[]     := p_free;
    v_taken    int[]     := array_fill(0, ARRAY[cardinality(p_free)]);
    v_left     int[]     := p_most;
    v_asked    boolean[] := array_fill(false, ARRAY[cardinality(p_types)]);
    v_paused   text[];
    v_lowest   smallint[];
    v_all      smallint;
    v_at       int;
    v_lane     int;
    v_most     int;
    v_count    int;
BEGIN
    SELECT coalesce(array_agg(p.type), '{}'), coalesce(array_agg(p.lowest), '{}') INTO v_paused, v_lowest FROM job_pauses p;
    v_all := coalesce(v_lowest[array_position(v_paused, '')], 0);
    LOOP
        IF p_priorities IS NOT NULL THEN
            v_key := v_key + 1;
            EXIT WHEN v_key > cardinality(p_priorities);
            v_found := p_priorities[v_key];
            o_type := p_keys[v_key];
        ELSE
            SELECT j.priority, j.type, j.due INTO v_found, o_type, o_first FROM jobs j
                WHERE j.state = 0 AND j.priority = v_priority AND j.type > v_type ORDER BY j.priority DESC, j.type, j.due LIMIT 1;
            IF NOT FOUND THEN
                SELECT j.priority, j.type, j.due INTO v_found, o_type, o_first FROM jobs j
                    WHERE j.state = 0 AND j.priority < v_priority ORDER BY j.priority DESC, j.type, j.due LIMIT 1;
                EXIT WHEN NOT FOUND OR v_found < p_lowest;
            END IF;
        END IF;
        IF v_found <> v_priority THEN
            -- Within a priority, jobs of all types are ordered by their due times, so each type gets all free slots of its group.
            FOR i IN 1 .. cardinality(v_free) LOOP
                v_free[i] := v_free[i] - v_taken[i];
                v_taken[i] := 0;
            END LOOP;
        END IF;
        v_priority := v_found;
        v_type := o_type;
        CONTINUE WHEN v_priority < greatest(v_all, v_lowest[array_position(v_paused, v_type)]);
        IF p_priorities IS NOT NULL THEN
            o_first := (SELECT j.due FROM jobs j WHERE j.state = 0 AND j.priority = v_priority AND j.type = v_type
                AND j.due >= p_from[v_key] ORDER BY j.due LIMIT 1);
        END IF;
        o_kind := 0;
        o_priority := v_priority;
        o_next := CASE WHEN o_first <= p_now THEN (SELECT j.due FROM jobs j WHERE j.state = 0 AND j.priority = v_priority
            AND j.type = v_type AND j.due > p_now ORDER BY j.due LIMIT 1) ELSE o_first END;
        RETURN NEXT;
        v_at := array_position(p_types, v_type);
        v_lane := p_lanes[v_at];
        CONTINUE WHEN v_lane IS NULL OR o_first IS NULL OR o_first > p_now OR v_free[v_lane] <= 0;
        IF NOT v_asked[v_at] AND (p_concurrency[v_at] IS NOT NULL OR p_rates[v_at] IS NOT NULL) THEN
            v_asked[v_at] := true;
            SELECT u.o_left, u.o_running, u.o_starts INTO v_count, o_running, o_starts
                FROM use_job_type_v1(p_now, v_type, p_concurrency[v_at], p_rates[v_at], p_periods[v_at], p_except) u;
            v_left[v_at] := least(v_left[v_at], v_count);
            IF o_starts IS NOT NULL THEN
                o_kind := 2;
                RETURN NEXT;
            END IF;
        END IF;
        v_most := least(v_free[v_lane], v_left[v_at]);
        CONTINUE WHEN v_most <= 0;
        RETURN QUERY SELECT 1::smallint, j.priority, j.type, NULL::bigint, NULL::bigint, NULL::int, NULL::bytea, j.id FROM jobs j
            WHERE j.state = 0 AND j.priority = v_priority AND j.type = v_type AND j.due >= o_first AND j.due <= p_now
                AND j.id <> ALL (p_except)
            ORDER BY j.due, j.id LIMIT v_most FOR UPDATE SKIP LOCKED;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        v_taken[v_lane] := v_taken[v_lane] + v_count;
        v_left[v_at] := v_left[v_at] - v_count;
    END LOOP;
END $$;

-- Deletes some of the jobs that ended before the time for their type (p_types, p_times) or else before a time, with their topics and
-- files, and the keys from before another time whose jobs have ended. Jobs that another transaction has locked are skipped. Returns the
-- ids of the deleted jobs.
CREATE FUNCTION streaming.delete_jobs_v2(p_ended_before bigint, p_types text[], p_times bigint[], p_keys_before bigint, p_limit int)
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
            ORDER BY j.ended LIMIT p_limit - cardinality(v_jobs) FOR UPDATE SKIP LOCKED);
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
