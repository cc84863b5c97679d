-- Topics and their messages, the commit log of all nodes, and the idempotency keys of topics.
-- A function has a version in its name: nodes of two releases use the same database during an upgrade.

CREATE TABLE streaming.store (
    is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    seed       text    NOT NULL,                -- the epochs of all topics are derived from it
    generation integer NOT NULL DEFAULT 1,      -- increases when another server, or another timeline of it, is found at the address
    timeline   text    NOT NULL                 -- system identifier and timeline of the server
);

CREATE TABLE streaming.topics (
    id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name   text COLLATE "C" NOT NULL UNIQUE,
    oldest bigint NOT NULL DEFAULT 1            -- lowest visible offset; only a trim changes it, an append writes no row of this table
);

CREATE TABLE streaming.messages (
    topic    integer  NOT NULL,
    "offset" bigint   NOT NULL,
    time     bigint   NOT NULL,                 -- microseconds since 1970, UTC; never decreases within a topic
    kind     smallint NOT NULL,                 -- 0 text, 1 JSON
    type     text,                              -- null: 'message'
    sender   text,
    data     bytea    NOT NULL,                 -- UTF-8; the type text does not allow U+0000
    PRIMARY KEY (topic, "offset")
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);

ALTER TABLE streaming.messages ALTER data SET STORAGE EXTERNAL;

-- One row for each group commit. Other nodes read it to find new messages, and the committing node to learn the outcome of a commit whose
-- answer was lost. The numbers of a writer have no holes.
CREATE TABLE streaming.commits (
    writer integer     NOT NULL,
    seq    bigint      NOT NULL,
    time   timestamptz NOT NULL DEFAULT clock_timestamp(),
    topics integer[]   NOT NULL,
    newest bigint[]    NOT NULL,                -- newest offset of each topic after the commit
    times  bigint[]    NOT NULL,                -- time of the messages of each topic
    PRIMARY KEY (writer, seq)
);

CREATE INDEX commits_time ON streaming.commits USING brin (time);

-- Each lane of a node takes a number at its start; numbers are not used again.
CREATE SEQUENCE streaming.writer_ids AS integer;

-- The offset up to which a topic's messages of a generation are still the same in the next one.
CREATE TABLE streaming.generation_ends (
    topic      integer NOT NULL,
    generation integer NOT NULL,
    through    bigint  NOT NULL,
    PRIMARY KEY (topic, generation)
);

CREATE TABLE streaming.idempotency_keys (
    topic       integer NOT NULL,
    key         text COLLATE "C" NOT NULL,
    first       bigint  NOT NULL,
    last        bigint  NOT NULL,
    count       bigint  NOT NULL,
    subscribers integer NOT NULL,
    time        bigint  NOT NULL,               -- last use
    payload     bytea,                          -- SHA-256; null for an upload, whose messages are compared individually
    PRIMARY KEY (topic, key)
);

CREATE INDEX idempotency_keys_time ON streaming.idempotency_keys (time);

-- The messages of an upload, a row for each commit of it.
CREATE TABLE streaming.upload_hashes (
    topic  integer NOT NULL,
    key    text COLLATE "C" NOT NULL,
    start  bigint  NOT NULL,                    -- number of the first message, from 0
    hashes bytea   NOT NULL,                    -- 8 bytes for each message
    PRIMARY KEY (topic, key, start)
);

-- Work that one node does for all: the node whose lease has not expired.
CREATE TABLE streaming.leases (
    name   text PRIMARY KEY,
    holder text        NOT NULL,
    until  timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The identity of the server: a promoted standby has another timeline, a copy of the database another system identifier. Services that
-- hide these functions have the identity 'unknown'; a failover is then taken to have lost nothing.
CREATE FUNCTION streaming.server_v1() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) FROM pg_control_system());
EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
    RETURN 'unknown';
END $$;

INSERT INTO streaming.store (seed, timeline) VALUES (replace(gen_random_uuid()::text, '-', ''), streaming.server_v1());

-- The first call of each new connection. Starts a new generation if the server is not the one of the previous calls.
CREATE FUNCTION streaming.enter_v1(OUT o_seed text, OUT o_generation integer) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
DECLARE
    v_server text := server_v1();
BEGIN
    SELECT seed, generation INTO o_seed, o_generation FROM store WHERE timeline = v_server;
    IF NOT FOUND THEN
        UPDATE store SET generation = generation + 1, timeline = v_server WHERE timeline <> v_server;
        IF FOUND THEN
            -- Numbers that the previous server gave, and this one does not know, must not be given again.
            PERFORM setval('streaming.writer_ids', nextval('streaming.writer_ids') + 1000000);
            PERFORM setval(
                pg_get_serial_sequence('streaming.topics', 'id'), nextval(pg_get_serial_sequence('streaming.topics', 'id')) + 1000000);
        END IF;
        SELECT seed, generation INTO o_seed, o_generation FROM store;
    END IF;
END $$;

-- The ids of topics; creates topics that do not exist. A transaction of its own, so that an append locks nothing but its topics.
CREATE FUNCTION streaming.topics_v1(p_names text[]) RETURNS TABLE (o_name text, o_id integer) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
BEGIN
    INSERT INTO topics (name)
        SELECT DISTINCT n COLLATE "C" FROM unnest(p_names) n WHERE NOT EXISTS (SELECT FROM topics t WHERE t.name = n) ORDER BY 1
        ON CONFLICT (name) DO NOTHING;
    RETURN QUERY SELECT t.name::text, t.id FROM topics t WHERE t.name = ANY (p_names);
END $$;

-- Appends the messages of one group commit.
-- p_ids: the topics in ascending order; p_counts: their numbers of messages.
-- p_new_ids: the topics that this node has not appended to in this generation; empty in the first generation.
-- p_wait: whether to wait for topics that another transaction appends to; otherwise these are omitted, and their o_base is null.
-- p_time: the time of the messages; null for the time of the database.
-- For each message: p_topic is the index of its topic in p_ids, p_number its number among the messages of its topic, both from 1.
-- o_base: the newest offset of each topic before the append. o_time: the time of its new messages.
CREATE FUNCTION streaming.append_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_ids integer[], p_counts integer[], p_new_ids integer[], p_wait boolean,
    p_time bigint, p_topic integer[], p_number integer[], p_kind smallint[], p_type text[], p_sender text[], p_data bytea[],
    OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET lock_timeout = '5s' AS $$
DECLARE
    v_now  bigint := coalesce(p_time, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    v_held boolean[];
BEGIN
    -- 1398035021 separates these locks from other advisory locks of the database.
    IF p_wait THEN
        PERFORM pg_advisory_xact_lock(1398035021, id) FROM unnest(p_ids) id;
    ELSE
        SELECT array_agg(pg_try_advisory_xact_lock(1398035021, u.id) ORDER BY u.n) INTO v_held
            FROM unnest(p_ids) WITH ORDINALITY u(id, n);
    END IF;
    -- A statement of its own, after the locks, so that it sees what their previous holders committed. The newest message of a topic is
    -- never deleted, so the end of the primary key has the newest offset.
    SELECT array_agg(CASE WHEN p_wait OR v_held[u.n] THEN coalesce(m."offset", 0) END ORDER BY u.n),
            array_agg(greatest(v_now, m.time) ORDER BY u.n)
        INTO o_base, o_time
        FROM unnest(p_ids) WITH ORDINALITY u(id, n)
        LEFT JOIN LATERAL (
            SELECT x."offset", x.time FROM messages x WHERE x.topic = u.id ORDER BY x."offset" DESC LIMIT 1) m ON true;
    IF cardinality(p_new_ids) > 0 THEN
        INSERT INTO generation_ends (topic, generation, through)
            SELECT u.id, p_generation - 1, o_base[u.n] FROM unnest(p_ids) WITH ORDINALITY u(id, n)
            WHERE u.id = ANY (p_new_ids) AND o_base[u.n] IS NOT NULL
            ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO messages (topic, "offset", time, kind, type, sender, data)
        SELECT p_ids[m.t], o_base[m.t] + m.n, o_time[m.t], m.k, m.ty, m.s, m.d
        FROM unnest(p_topic, p_number, p_kind, p_type, p_sender, p_data) m(t, n, k, ty, s, d)
        WHERE o_base[m.t] IS NOT NULL;
    INSERT INTO commits (writer, seq, topics, newest, times)
        SELECT p_writer, p_seq, coalesce(array_agg(u.id ORDER BY u.n), '{}'), coalesce(array_agg(o_base[u.n] + u.c ORDER BY u.n), '{}'),
            coalesce(array_agg(o_time[u.n] ORDER BY u.n), '{}')
        FROM unnest(p_ids, p_counts) WITH ORDINALITY u(id, c, n) WHERE o_base[u.n] IS NOT NULL;
END $$;

-- Appends messages as append_v1 does, and saves the idempotency keys of the appends. The caller has read the keys before and decided which
-- messages are new. If a key has changed since, the call fails with SQLSTATE ST001 and changes nothing.
-- For each key: k_topic is the index of its topic in p_ids; k_old_first, k_old_count and k_old_time are the row that the caller has read,
-- null if there was none. k_first and k_last are offsets, or numbers of messages of this commit where k_is_first_new and k_is_last_new.
-- k_is_new: the hashes of an earlier use are deleted. For each part of an upload: h_key is the index of its key, from 1.
CREATE FUNCTION streaming.append_keyed_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_ids integer[], p_counts integer[], p_new_ids integer[], p_wait boolean,
    p_time bigint, p_topic integer[], p_number integer[], p_kind smallint[], p_type text[], p_sender text[], p_data bytea[],
    k_topic integer[], k_key text[], k_old_first bigint[], k_old_count bigint[], k_old_time bigint[],
    k_first bigint[], k_is_first_new boolean[], k_last bigint[], k_is_last_new boolean[], k_count bigint[], k_subscribers integer[],
    k_time bigint[], k_payload bytea[], k_is_new boolean[], h_key integer[], h_start bigint[], h_hashes bytea[],
    OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    SELECT a.o_base, a.o_time INTO o_base, o_time FROM append_v1(
        p_writer, p_seq, p_generation, p_ids, p_counts, p_new_ids, p_wait, p_time, p_topic, p_number, p_kind, p_type, p_sender, p_data) a;
    -- After the locks of append_v1: nobody else changes the keys of these topics until the commit.
    IF EXISTS (
        SELECT FROM unnest(k_topic, k_key, k_old_first, k_old_count, k_old_time) k(t, key, first, count, time)
        LEFT JOIN idempotency_keys s ON s.topic = p_ids[k.t] AND s.key = k.key
        WHERE o_base[k.t] IS NOT NULL AND (s.first, s.count, s.time) IS DISTINCT FROM (k.first, k.count, k.time))
    THEN
        RAISE EXCEPTION 'An idempotency key has changed.' USING ERRCODE = 'ST001';
    END IF;
    DELETE FROM upload_hashes h USING unnest(k_topic, k_key, k_is_new) k(t, key, is_new)
        WHERE k.is_new AND o_base[k.t] IS NOT NULL AND h.topic = p_ids[k.t] AND h.key = k.key;
    INSERT INTO idempotency_keys AS s (topic, key, first, last, count, subscribers, time, payload)
        SELECT p_ids[k.t], k.key, k.first + CASE WHEN k.is_first_new THEN o_base[k.t] ELSE 0 END,
            k.last + CASE WHEN k.is_last_new THEN o_base[k.t] ELSE 0 END, k.count, k.subscribers, k.time, k.payload
        FROM unnest(k_topic, k_key, k_first, k_is_first_new, k_last, k_is_last_new, k_count, k_subscribers, k_time, k_payload)
            k(t, key, first, is_first_new, last, is_last_new, count, subscribers, time, payload)
        WHERE o_base[k.t] IS NOT NULL
        ON CONFLICT (topic, key) DO UPDATE SET first = excluded.first, last = excluded.last, count = excluded.count,
            subscribers = excluded.subscribers, time = excluded.time, payload = excluded.payload;
    INSERT INTO upload_hashes (topic, key, start, hashes)
        SELECT p_ids[k_topic[h.k]], k_key[h.k], h.start, h.hashes FROM unnest(h_key, h_start, h_hashes) h(k, start, hashes)
        WHERE o_base[k_topic[h.k]] IS NOT NULL;
END $$;

-- The stored rows of idempotency keys, and the time of the database.
CREATE FUNCTION streaming.keys_v1(p_ids integer[], p_keys text[]) RETURNS TABLE (
        o_index integer, o_now bigint, o_first bigint, o_last bigint, o_count bigint, o_subscribers integer, o_time bigint, o_payload bytea)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    RETURN QUERY SELECT k.n::integer, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, s.first, s.last, s.count, s.subscribers,
            s.time, s.payload
        FROM unnest(p_ids, p_keys) WITH ORDINALITY k(id, key, n)
        LEFT JOIN idempotency_keys s ON s.topic = k.id AND s.key = k.key;
END $$;

-- The hashes of each upload's messages from one number up to another, exclusive. Starts with the part that contains p_from; it may not be
-- the first part, since a key can expire during an upload.
CREATE FUNCTION streaming.hashes_v1(p_ids integer[], p_keys text[], p_from bigint[], p_to bigint[])
    RETURNS TABLE (o_index integer, o_start bigint, o_hashes bytea) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    RETURN QUERY SELECT u.n::integer, h.start, h.hashes FROM unnest(p_ids, p_keys, p_from, p_to) WITH ORDINALITY u(id, key, low, high, n)
        CROSS JOIN LATERAL (
            SELECT x.start, x.hashes FROM upload_hashes x
            WHERE x.topic = u.id AND x.key = u.key AND x.start < u.high AND x.start >= coalesce(
                (SELECT max(y.start) FROM upload_hashes y WHERE y.topic = u.id AND y.key = u.key AND y.start <= u.low), 0)) h
        ORDER BY u.n, h.start;
END $$;

-- Deletes idempotency keys that were last used before a time.
CREATE FUNCTION streaming.forget_keys_v1(p_before bigint) RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    DELETE FROM upload_hashes h USING idempotency_keys k WHERE k.time < p_before AND h.topic = k.topic AND h.key = k.key;
    DELETE FROM idempotency_keys k WHERE k.time < p_before;
END $$;

-- The outcome of an append whose answer was lost. Waits for the append if it is still running. If it was not committed, takes its number,
-- so that it can never be committed: with the time -1, by which a second call knows its own row from a commit.
CREATE FUNCTION streaming.settle_v1(
    p_writer integer, p_seq bigint, OUT o_is_committed boolean, OUT o_topics integer[], OUT o_newest bigint[], OUT o_times bigint[])
    LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    INSERT INTO commits (writer, seq, topics, newest, times) VALUES (p_writer, p_seq, '{}', '{}', '{-1}')
        ON CONFLICT (writer, seq) DO NOTHING;
    SELECT topics, newest, times INTO o_topics, o_newest, o_times FROM commits WHERE writer = p_writer AND seq = p_seq;
    o_is_committed := o_times <> '{-1}';
END $$;

-- The commits of all writers that a node has not seen. p_seen: the last number that it has seen of each of p_writers; 0 for all others.
-- Skips from writer to writer, so that the cost does not depend on the number of commits.
CREATE FUNCTION streaming.commits_v1(p_writers integer[], p_seen bigint[])
    RETURNS TABLE (o_writer integer, o_seq bigint, o_topics integer[], o_newest bigint[]) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    v_writer integer;
    v_seq    bigint;
    v_seen   bigint;
BEGIN
    SELECT c.writer, c.seq INTO v_writer, v_seq FROM commits c ORDER BY c.writer DESC, c.seq DESC LIMIT 1;
    WHILE v_writer IS NOT NULL LOOP
        v_seen := coalesce(p_seen[array_position(p_writers, v_writer)], 0);
        IF v_seq > v_seen THEN
            RETURN QUERY SELECT c.writer, c.seq, c.topics, c.newest FROM commits c
                WHERE c.writer = v_writer AND c.seq > v_seen ORDER BY c.seq LIMIT 1000;
        END IF;
        SELECT c.writer, c.seq INTO v_writer, v_seq FROM commits c WHERE c.writer < v_writer ORDER BY c.writer DESC, c.seq DESC LIMIT 1;
    END LOOP;
END $$;

-- Deletes commits that all nodes have seen. The last one of each writer is kept for a day: its node may still need its outcome.
CREATE FUNCTION streaming.delete_commits_v1() RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    DELETE FROM commits c WHERE c.time < clock_timestamp() - interval '10 minutes' AND (
        c.time < clock_timestamp() - interval '1 day'
        OR EXISTS (SELECT FROM commits n WHERE n.writer = c.writer AND n.seq > c.seq));
END $$;

-- Takes or extends a lease. Returns whether the holder has it.
CREATE FUNCTION streaming.lease_v1(p_name text, p_holder text, p_duration interval) RETURNS boolean LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
BEGIN
    INSERT INTO leases AS l (name, holder, until) VALUES (p_name, p_holder, clock_timestamp() + p_duration)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE l.holder = excluded.holder OR l.until < clock_timestamp();
    RETURN FOUND;
END $$;

-- The latest commit of each writer. Skips from writer to writer, so that the cost does not depend on the number of commits.
CREATE FUNCTION streaming.writers_v1() RETURNS TABLE (o_writer integer, o_seq bigint) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    SELECT c.writer, c.seq INTO o_writer, o_seq FROM commits c ORDER BY c.writer DESC, c.seq DESC LIMIT 1;
    WHILE o_writer IS NOT NULL LOOP
        RETURN NEXT;
        SELECT c.writer, c.seq INTO o_writer, o_seq FROM commits c WHERE c.writer < o_writer ORDER BY c.writer DESC, c.seq DESC LIMIT 1;
    END LOOP;
END $$;

-- The state of a topic; no row if it does not exist.
CREATE FUNCTION streaming.state_v1(p_topic text) RETURNS TABLE (o_id integer, o_oldest bigint, o_newest bigint) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN QUERY SELECT t.id, t.oldest, coalesce(
            (SELECT m."offset" FROM messages m WHERE m.topic = t.id ORDER BY m."offset" DESC LIMIT 1), 0)
        FROM topics t WHERE t.name = p_topic;
END $$;

-- Topics that have ever had a message, in ordinal order of their names.
CREATE FUNCTION streaming.list_v1(p_after text, p_limit integer) RETURNS TABLE (o_name text, o_oldest bigint, o_newest bigint)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
    AS $$
BEGIN
    RETURN QUERY SELECT t.name::text, t.oldest, n."offset" FROM topics t
        CROSS JOIN LATERAL (SELECT m."offset" FROM messages m WHERE m.topic = t.id ORDER BY m."offset" DESC LIMIT 1) n
        WHERE t.name > p_after ORDER BY t.name LIMIT p_limit;
END $$;

-- A page of each range; descending if p_from is larger than p_through. A page ends after p_messages messages, or after the message that
-- reaches p_bytes.
CREATE FUNCTION streaming.read_v1(p_topics text[], p_from bigint[], p_through bigint[], p_messages integer[], p_bytes integer[])
    RETURNS TABLE (
        o_range integer, o_offset bigint, o_time bigint, o_kind smallint, o_type text, o_sender text, o_data bytea) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    v_id     integer;
    v_oldest bigint;
BEGIN
    FOR v_range IN 1 .. cardinality(p_topics) LOOP
        SELECT t.id, t.oldest INTO v_id, v_oldest FROM topics t WHERE t.name = p_topics[v_range];
        CONTINUE WHEN NOT FOUND;
        IF p_from[v_range] <= p_through[v_range] THEN
            RETURN QUERY SELECT v_range, p."offset", p.time, p.kind, p.type, p.sender, p.data
                FROM (
                    SELECT x.*, sum(octet_length(x.data)) OVER (
                            ORDER BY x."offset" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                    FROM (
                        SELECT m.* FROM messages m
                        WHERE m.topic = v_id AND m."offset" BETWEEN greatest(p_from[v_range], v_oldest) AND p_through[v_range]
                        ORDER BY m."offset" LIMIT p_messages[v_range]) x) p
                WHERE coalesce(p.bytes_before, 0) < p_bytes[v_range] ORDER BY p."offset";
        ELSE
            RETURN QUERY SELECT v_range, p."offset", p.time, p.kind, p.type, p.sender, p.data
                FROM (
                    SELECT x.*, sum(octet_length(x.data)) OVER (
                            ORDER BY x."offset" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                    FROM (
                        SELECT m.* FROM messages m
                        WHERE m.topic = v_id AND m."offset" BETWEEN greatest(p_through[v_range], v_oldest) AND p_from[v_range]
                        ORDER BY m."offset" DESC LIMIT p_messages[v_range]) x) p
                WHERE coalesce(p.bytes_before, 0) < p_bytes[v_range] ORDER BY p."offset" DESC;
        END IF;
    END LOOP;
END $$;

-- The oldest visible offset with a time of at least p_time, by bisection, since offsets have no holes and times never decrease; otherwise
-- newest + 1.
CREATE FUNCTION streaming.find_v1(p_topic text, p_time bigint) RETURNS bigint LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    v_id     integer;
    v_low    bigint;
    v_high   bigint;
    v_middle bigint;
BEGIN
    SELECT s.o_id, s.o_oldest, s.o_newest + 1 INTO v_id, v_low, v_high FROM state_v1(p_topic) s;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    WHILE v_low < v_high LOOP
        v_middle := (v_low + v_high) / 2;
        IF (SELECT m.time >= p_time FROM messages m WHERE m.topic = v_id AND m."offset" = v_middle) THEN
            v_high := v_middle;
        ELSE
            v_low := v_middle + 1;
        END IF;
    END LOOP;
    RETURN v_low;
END $$;

-- Hides the messages below an offset. The newest offset limits it, so that offsets continue.
CREATE FUNCTION streaming.trim_v1(p_topic text, p_before bigint) RETURNS void LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
BEGIN
    UPDATE topics t SET oldest = least(p_before, s.o_newest + 1) FROM state_v1(p_topic) s
        WHERE t.id = s.o_id AND t.oldest < least(p_before, s.o_newest + 1);
END $$;

-- Deletes at most p_limit hidden messages, and never the newest one. Returns the number of deleted messages.
CREATE FUNCTION streaming.delete_trimmed_v1(p_topic text, p_limit integer) RETURNS bigint LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    v_id      integer;
    v_below   bigint;
    v_first   bigint;
    v_deleted bigint;
BEGIN
    SELECT s.o_id, least(s.o_oldest, s.o_newest) INTO v_id, v_below FROM state_v1(p_topic) s;
    SELECT m."offset" INTO v_first FROM messages m WHERE m.topic = v_id ORDER BY m."offset" LIMIT 1;
    DELETE FROM messages m WHERE m.topic = v_id AND m."offset" >= v_first AND m."offset" < least(v_below, v_first + p_limit);
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    RETURN v_deleted;
END $$;
