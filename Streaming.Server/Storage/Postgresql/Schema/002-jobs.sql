-- Jobs, their idempotency keys, their files, and schedules. Times are microseconds since 1970, UTC. JSON is bytea, since text cannot
-- contain U+0000.

CREATE TABLE streaming.jobs (
    id         text COLLATE "C" PRIMARY KEY,    -- sorts by time
    version    int      NOT NULL,               -- rises with each change of the row
    type       text COLLATE "C" NOT NULL,
    state      smallint NOT NULL,               -- 0 queued, 1 running, 2 succeeded, 3 failed, 4 cancelled
    priority   smallint NOT NULL,               -- 9 runs first
    created    bigint   NOT NULL,
    due        bigint   NOT NULL,
    started    bigint,
    ended      bigint,
    attempt    int      NOT NULL,
    attempts   int      NOT NULL,
    time_limit bigint   NOT NULL,               -- microseconds
    cancelling boolean  NOT NULL,
    token      bigint   NOT NULL,               -- the fencing token: rises with each start
    lease      bigint,                          -- the expiry of the worker's lease
    worker     text,
    origin     text,
    owner      text COLLATE "C",                -- the identity of the caller that enqueued the job
    fraction   int,                             -- millionths
    text       text,
    arguments  bytea    NOT NULL,               -- JSON
    errors     bytea,                           -- JSON, one error for each line
    result     bytea                            -- JSON
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

-- Ended jobs stay in the table and in none of the indexes that a claim reads.
CREATE INDEX jobs_queued ON streaming.jobs (priority DESC, type, due, id) WHERE state = 0;
CREATE INDEX jobs_running ON streaming.jobs (lease) WHERE state = 1;
CREATE INDEX jobs_failed ON streaming.jobs (id) WHERE state = 3;
CREATE INDEX jobs_ended ON streaming.jobs (ended) WHERE state >= 2;

CREATE TABLE streaming.job_keys (
    type    text COLLATE "C" NOT NULL,
    key     text COLLATE "C" NOT NULL,
    job     text COLLATE "C" NOT NULL,
    time    bigint NOT NULL,
    payload bytea,                              -- SHA-256; null: the key of a job that exists once at a time
    PRIMARY KEY (type, key)
);

CREATE INDEX job_keys_time ON streaming.job_keys (time);

CREATE TABLE streaming.schedules (
    name        text COLLATE "C" PRIMARY KEY,
    cron        text     NOT NULL,
    zone        text     NOT NULL,
    type        text     NOT NULL,
    arguments   bytea    NOT NULL,              -- JSON
    priority    smallint NOT NULL,
    catch_up    smallint NOT NULL,              -- 0 one, 1 all, 2 none
    paused      boolean  NOT NULL,
    next        bigint,
    last        bigint,
    version     bigint   NOT NULL,              -- rises with each firing and each change
    declaration bytea                           -- JSON: the declaration in code; null: created over HTTP
);

-- Files that jobs write. A file has its name when it is complete; until then only the writing attempt knows its number.
CREATE TABLE streaming.job_files (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text COLLATE "C" UNIQUE,            -- null: not complete
    job     text COLLATE "C",                   -- the job whose id begins the name; null: the file is not deleted with a job
    bytes   bigint,
    written bigint NOT NULL                     -- the time of the last change
);

CREATE INDEX job_files_job ON streaming.job_files (job);
CREATE INDEX job_files_written ON streaming.job_files (written);

CREATE TABLE streaming.job_file_chunks (
    file  bigint NOT NULL REFERENCES streaming.job_files ON DELETE CASCADE,
    chunk int    NOT NULL,                      -- from 0; each but the last has 1 MiB
    data  bytea  NOT NULL,
    PRIMARY KEY (file, chunk)
);

ALTER TABLE streaming.job_file_chunks ALTER data SET STORAGE EXTERNAL;

-- Raises a serialization failure if a statement did not find all rows as they were read before.
CREATE FUNCTION streaming.require_v1(p_found bigint, p_wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_found <> p_wanted THEN
        RAISE EXCEPTION 'Rows have changed since they were read.' USING ERRCODE = 'serialization_failure';
    END IF;
END $$;

-- The queued jobs for the free slots of a worker, locked until the end of the transaction; rows that other transactions have locked are
-- skipped. It visits the queue by priority and type, so that it reads neither delayed jobs nor jobs of unknown types. For each priority
-- and type it also returns a row without a job, with the first due time after now.
-- p_types and p_lanes: the types of the worker and the slot group of each, from 1. p_free: the free slots of each group.
CREATE FUNCTION streaming.claim_v1(
    p_now bigint, p_lowest smallint, p_highest smallint, p_types text[], p_lanes int[], p_free int[], p_except text[])
    RETURNS TABLE (o_priority smallint, o_type text, o_next bigint, o_job text) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
    v_priority smallint := p_highest;
    v_type     text     := '';
    v_found    smallint;
    v_free     int[]    := p_free;
    v_taken    int[]    := array_fill(0, ARRAY[cardinality(p_free)]);
    v_lane     int;
    v_count    int;
BEGIN
    LOOP
        SELECT j.priority, j.type INTO v_found, o_type FROM jobs j
            WHERE j.state = 0 AND j.priority = v_priority AND j.type > v_type ORDER BY j.priority DESC, j.type LIMIT 1;
        IF NOT FOUND THEN
            SELECT j.priority, j.type INTO v_found, o_type FROM jobs j
                WHERE j.state = 0 AND j.priority < v_priority ORDER BY j.priority DESC, j.type LIMIT 1;
            EXIT WHEN NOT FOUND OR v_found < p_lowest;
            -- Within a priority, jobs of all types are ordered by their due times, so each type gets all free slots of its group.
            FOR i IN 1 .. cardinality(v_free) LOOP
                v_free[i] := v_free[i] - v_taken[i];
                v_taken[i] := 0;
            END LOOP;
        END IF;
        v_priority := v_found;
        v_type := o_type;
        o_priority := v_found;
        o_job := NULL;
        o_next := (SELECT j.due FROM jobs j WHERE j.state = 0 AND j.priority = v_priority AND j.type = v_type AND j.due > p_now
            ORDER BY j.due LIMIT 1);
        RETURN NEXT;
        v_lane := p_lanes[array_position(p_types, v_type)];
        IF v_lane IS NOT NULL AND v_free[v_lane] > 0 THEN
            RETURN QUERY SELECT j.priority, j.type, NULL::bigint, j.id FROM jobs j
                WHERE j.state = 0 AND j.priority = v_priority AND j.type = v_type AND j.due <= p_now AND j.id <> ALL (p_except)
                ORDER BY j.due, j.id LIMIT v_free[v_lane] FOR UPDATE SKIP LOCKED;
            GET DIAGNOSTICS v_count = ROW_COUNT;
            v_taken[v_lane] := v_taken[v_lane] + v_count;
        END IF;
    END LOOP;
END $$;

-- Appends the events of jobs, by the names of their topics, which are created as needed. It takes no locks on topics, unlike append_v1: only
-- a transaction that has changed the row of a job, and so holds its lock, appends to the topic of the job.
-- For each message: p_topic is the index of its topic in p_names, p_number its number among the messages of its topic, both from 1.
-- o_base: the newest offset of each topic before the append. o_time: the time of its new messages.
CREATE FUNCTION streaming.append_events_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_names text[], p_counts integer[], p_time bigint,
    p_topic integer[], p_number integer[], p_type text[], p_data bytea[], OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
    v_ids integer[];
BEGIN
    INSERT INTO topics (name)
        SELECT n FROM unnest(p_names) n WHERE NOT EXISTS (SELECT FROM topics t WHERE t.name = n) ORDER BY 1 ON CONFLICT (name) DO NOTHING;
    SELECT array_agg(t.id ORDER BY u.n) INTO v_ids
        FROM unnest(p_names) WITH ORDINALITY u(name, n) JOIN topics t ON t.name = u.name;
    SELECT array_agg(coalesce(m."offset", 0) ORDER BY u.n), array_agg(greatest(p_time, m.time) ORDER BY u.n) INTO o_base, o_time
        FROM unnest(v_ids) WITH ORDINALITY u(id, n)
        LEFT JOIN LATERAL (
            SELECT x."offset", x.time FROM messages x WHERE x.topic = u.id ORDER BY x."offset" DESC LIMIT 1) m ON true;
    IF p_generation > 1 THEN
        INSERT INTO generation_ends (topic, generation, through)
            SELECT u.id, p_generation - 1, o_base[u.n] FROM unnest(v_ids) WITH ORDINALITY u(id, n) WHERE o_base[u.n] > 0
            ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO messages (topic, "offset", time, kind, type, data)
        SELECT v_ids[m.t], o_base[m.t] + m.n, o_time[m.t], 1, m.ty, m.d FROM unnest(p_topic, p_number, p_type, p_data) m(t, n, ty, d);
    INSERT INTO commits (writer, seq, topics, newest, times)
        SELECT p_writer, p_seq, coalesce(array_agg(u.id ORDER BY u.id), '{}'), coalesce(array_agg(o_base[u.n] + u.c ORDER BY u.id), '{}'),
            coalesce(array_agg(o_time[u.n] ORDER BY u.id), '{}')
        FROM unnest(v_ids, p_counts) WITH ORDINALITY u(id, c, n);
END $$;

-- The numbers of jobs: a row for each priority and type of queued jobs with the number of due ones, up to p_most, and the due time of the
-- oldest; and a row for each type of running jobs. It skips from one priority and type to the next, so that it does not read delayed jobs.
CREATE FUNCTION streaming.count_jobs_v1(p_now bigint, p_most bigint)
    RETURNS TABLE (o_type text, o_waiting bigint, o_oldest bigint, o_running bigint) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
    v_priority smallint := 32767;
    v_found    smallint;
BEGIN
    o_type := '';
    LOOP
        SELECT j.priority, j.type INTO v_found, o_type FROM jobs j
            WHERE j.state = 0 AND j.priority = v_priority AND j.type > o_type ORDER BY j.priority DESC, j.type LIMIT 1;
        IF NOT FOUND THEN
            SELECT j.priority, j.type INTO v_found, o_type FROM jobs j
                WHERE j.state = 0 AND j.priority < v_priority ORDER BY j.priority DESC, j.type LIMIT 1;
            EXIT WHEN NOT FOUND;
        END IF;
        v_priority := v_found;
        SELECT count(*), min(d.due) INTO o_waiting, o_oldest FROM (
            SELECT j.due FROM jobs j WHERE j.state = 0 AND j.priority = v_priority AND j.type = o_type AND j.due <= p_now
            ORDER BY j.due LIMIT p_most) d;
        RETURN NEXT;
    END LOOP;
    RETURN QUERY SELECT j.type, NULL::bigint, NULL::bigint, count(*) FROM jobs j WHERE j.state = 1 GROUP BY j.type;
END $$;

-- Deletes some of the jobs that ended before a time, with their topics and files, and the keys from before another time whose jobs have
-- ended. Jobs that another transaction has locked are skipped. Returns the number of deleted jobs.
CREATE FUNCTION streaming.delete_jobs_v1(p_ended_before bigint, p_keys_before bigint, p_limit int) RETURNS int LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
DECLARE
    v_jobs   text[];
    v_topics int[];
BEGIN
    DELETE FROM job_keys k WHERE k.time < p_keys_before AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = k.job AND j.state < 2);
    SELECT array_agg(o.id) INTO v_jobs FROM (
        SELECT j.id FROM jobs j WHERE j.state >= 2 AND j.ended < p_ended_before ORDER BY j.ended LIMIT p_limit FOR UPDATE SKIP LOCKED) o;
    IF v_jobs IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(t.id) INTO v_topics FROM topics t WHERE t.name = ANY (SELECT 'job:' || id FROM unnest(v_jobs) id);
    DELETE FROM messages m WHERE m.topic = ANY (v_topics);
    DELETE FROM generation_ends e WHERE e.topic = ANY (v_topics);
    DELETE FROM topics t WHERE t.id = ANY (v_topics);
    DELETE FROM job_files f WHERE f.job = ANY (v_jobs);
    DELETE FROM jobs j WHERE j.id = ANY (v_jobs);
    RETURN cardinality(v_jobs);
END $$;
