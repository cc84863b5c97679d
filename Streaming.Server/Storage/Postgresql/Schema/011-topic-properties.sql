-- Topics that are created have properties; others have none. A topic that is deleted keeps its row, under another name, until its messages
-- are deleted in steps.

ALTER TABLE streaming.topics ADD COLUMN life text;                              -- part of the epoch; null: it follows from the name alone
ALTER TABLE streaming.topics ADD COLUMN had_seed boolean NOT NULL DEFAULT false; -- a deleted topic of the name had a null life
ALTER TABLE streaming.topics ADD COLUMN deleted timestamptz;                    -- the name then ends with a space and the id

CREATE INDEX topics_deleted ON streaming.topics (deleted) WHERE deleted IS NOT NULL;

CREATE TABLE streaming.topic_properties (
    topic           integer PRIMARY KEY,
    version         bigint  NOT NULL,           -- increases with each change that an append has to know
    content_type    text    NOT NULL,
    ttl             bigint,                     -- microseconds after the last use
    expires_at      bigint,                     -- all times: microseconds since 1970, UTC
    touched         bigint  NOT NULL,           -- last use that counts for ttl
    expires         bigint,                     -- the time that follows from the three columns before
    is_closed       boolean NOT NULL,
    closed_by       text,                       -- the producer whose request closed the topic
    closed_by_epoch bigint,
    closed_by_seq   bigint,
    is_deleted      boolean NOT NULL,           -- kept only for its forks
    stream_seq      text,
    source          integer,                    -- a fork: its source, whose messages up to fork_offset it begins with
    source_name     text,
    source_epoch    text,
    fork_offset     bigint,
    fork_sub_offset bigint,
    trimmed         bigint  NOT NULL            -- lowest visible offset of a fork, if it is one of its source
) WITH (fillfactor = 70);

CREATE INDEX topic_properties_expires ON streaming.topic_properties (expires) WHERE expires IS NOT NULL AND NOT is_deleted;
CREATE INDEX topic_properties_source ON streaming.topic_properties (source) WHERE source IS NOT NULL;

-- The last request of each idempotent producer that was accepted.
CREATE TABLE streaming.topic_producers (
    topic integer NOT NULL,
    id    text COLLATE "C" NOT NULL,
    epoch bigint  NOT NULL,
    seq   bigint  NOT NULL,
    time  bigint  NOT NULL,
    PRIMARY KEY (topic, id)
) WITH (fillfactor = 70);

-- The ids and lives of topics; creates topics that do not exist, as topics_v1 does.
CREATE FUNCTION streaming.topics_v2(p_names text[]) RETURNS TABLE (o_name text, o_id integer, o_life text) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
BEGIN
    PERFORM topics_v1(p_names);
    -- A statement of its own, so that it sees the new topics.
    RETURN QUERY SELECT t.name::text, t.id, t.life FROM topics t WHERE t.name = ANY (p_names);
END $$;

-- From a fork to its first source: which offsets are those of its own messages. Any other topic is its only row.
CREATE FUNCTION streaming.chain_v1(p_id integer) RETURNS TABLE (o_topic integer, o_low bigint, o_high bigint, o_name text, o_life text)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_id     integer := p_id;
    v_source integer;
    v_offset bigint;
BEGIN
    o_high := 9223372036854775807;
    WHILE v_id IS NOT NULL LOOP
        v_source := NULL;
        v_offset := 0;
        SELECT p.source, p.fork_offset INTO v_source, v_offset FROM topic_properties p WHERE p.topic = v_id AND p.source IS NOT NULL;
        SELECT t.name::text, t.life INTO o_name, o_life FROM topics t WHERE t.id = v_id;
        o_topic := v_id;
        o_low := coalesce(v_offset, 0) + 1;
        RETURN NEXT;
        o_high := least(o_high, coalesce(v_offset, 0));
        v_id := v_source;
    END LOOP;
END $$;

-- The oldest message of a fork after which none is missing.
CREATE FUNCTION streaming.fork_oldest_v1(p_id integer) RETURNS bigint LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_oldest  bigint;
    v_segment record;
BEGIN
    FOR v_segment IN SELECT c.o_topic, c.o_low, c.o_high, t.oldest FROM chain_v1(p_id) c JOIN topics t ON t.id = c.o_topic
        ORDER BY c.o_high DESC, c.o_low DESC LOOP
        CONTINUE WHEN v_segment.o_low > v_segment.o_high;
        EXIT WHEN v_oldest IS NOT NULL AND v_oldest <> v_segment.o_high + 1;
        v_oldest := CASE WHEN v_oldest IS NULL THEN greatest(v_segment.o_low, v_segment.oldest)
            ELSE least(v_segment.o_high + 1, greatest(v_segment.o_low, v_segment.oldest)) END;
    END LOOP;
    RETURN greatest(v_oldest, (SELECT p.trimmed FROM topic_properties p WHERE p.topic = p_id));
END $$;

-- The state and the properties of topics.
CREATE FUNCTION streaming.states_v1(p_names text[]) RETURNS TABLE (
        o_name text, o_id integer, o_life text, o_had_seed boolean, o_oldest bigint, o_newest bigint, o_time bigint, o_depth integer,
        o_version bigint, o_content_type text, o_ttl bigint, o_expires_at bigint, o_touched bigint, o_is_closed boolean, o_closed_by text,
        o_closed_by_epoch bigint, o_closed_by_seq bigint, o_is_deleted boolean, o_stream_seq text, o_source_name text, o_source_epoch text,
        o_fork_offset bigint, o_fork_sub_offset bigint)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
    AS $$
BEGIN
    RETURN QUERY SELECT t.name::text, t.id, t.life, t.had_seed,
            CASE WHEN p.source IS NULL THEN t.oldest ELSE fork_oldest_v1(t.id) END, coalesce(m."offset", 0), coalesce(m.time, 0),
            CASE WHEN p.source IS NULL THEN 0 ELSE (SELECT count(*)::integer - 1 FROM chain_v1(t.id)) END,
            p.version, p.content_type, p.ttl, p.expires_at, p.touched, p.is_closed, p.closed_by, p.closed_by_epoch, p.closed_by_seq,
            p.is_deleted, p.stream_seq, p.source_name, p.source_epoch, p.fork_offset, p.fork_sub_offset
        FROM unnest(p_names) n(name) JOIN topics t ON t.name = n.name LEFT JOIN topic_properties p ON p.topic = t.id
        LEFT JOIN LATERAL (
            SELECT x."offset", x.time FROM messages x WHERE x.topic = t.id ORDER BY x."offset" DESC LIMIT 1) m ON true;
END $$;

-- Topics that were created or have ever had a message, and are not deleted, in ordinal order of their names.
CREATE FUNCTION streaming.list_v2(p_after text, p_limit integer) RETURNS TABLE (o_name text)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
    AS $$
BEGIN
    RETURN QUERY SELECT t.name::text FROM topics t LEFT JOIN topic_properties p ON p.topic = t.id
        WHERE t.name > p_after AND t.deleted IS NULL AND p.is_deleted IS NOT TRUE
            AND (p.topic IS NOT NULL OR EXISTS (SELECT FROM messages m WHERE m.topic = t.id))
        ORDER BY t.name LIMIT p_limit;
END $$;

-- What topics know of producers: o_epoch and o_seq are null for others, and o_count and o_recent are then the numbers of producers.
CREATE FUNCTION streaming.producers_v1(p_names text[], p_ids text[], p_since bigint)
    RETURNS TABLE (o_index integer, o_epoch bigint, o_seq bigint, o_count bigint, o_recent bigint) LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    RETURN QUERY SELECT u.n::integer, s.epoch, s.seq,
            CASE WHEN s.id IS NULL THEN (SELECT count(*) FROM topic_producers c WHERE c.topic = t.id) END,
            CASE WHEN s.id IS NULL THEN (SELECT count(*) FROM topic_producers c WHERE c.topic = t.id AND c.time >= p_since) END
        FROM unnest(p_names, p_ids) WITH ORDINALITY u(name, id, n) JOIN topics t ON t.name = u.name
        LEFT JOIN topic_producers s ON s.topic = t.id AND s.id = u.id;
END $$;

-- Fails with SQLSTATE ST001 if a topic has another life or other properties than the caller has read. p_versions: 0 if it has none, null if
-- it is not compared. Topics without p_base are omitted.
CREATE FUNCTION streaming.require_topics_v1(p_ids integer[], p_lives text[], p_versions bigint[], p_base bigint[]) RETURNS void
    LANGUAGE plpgsql SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM unnest(p_ids, p_lives, p_versions, p_base) u(id, life, version, base)
        LEFT JOIN topics t ON t.id = u.id LEFT JOIN topic_properties p ON p.topic = u.id
        WHERE u.base IS NOT NULL AND u.version IS NOT NULL AND (t.id IS NULL OR t.deleted IS NOT NULL OR t.life IS DISTINCT FROM u.life
            OR coalesce(p.version, 0) <> u.version))
    THEN
        RAISE EXCEPTION 'A topic has changed.' USING ERRCODE = 'ST001';
    END IF;
END $$;

-- Appends messages as append_v1 does, to topics whose lives and properties the caller knows.
CREATE FUNCTION streaming.append_v2(
    p_writer integer, p_seq bigint, p_generation integer, p_ids integer[], p_counts integer[], p_new_ids integer[], p_wait boolean,
    p_time bigint, p_topic integer[], p_number integer[], p_kind smallint[], p_type text[], p_sender text[], p_data bytea[],
    t_life text[], t_version bigint[], OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
    SELECT a.o_base, a.o_time INTO o_base, o_time FROM append_v1(
        p_writer, p_seq, p_generation, p_ids, p_counts, p_new_ids, p_wait, p_time, p_topic, p_number, p_kind, p_type, p_sender, p_data) a;
    PERFORM require_topics_v1(p_ids, t_life, t_version, o_base);
END $$;

-- Appends messages as append_keyed_v1 does, creates topics, and saves properties and producers.
-- c_topic: indexes of topics in p_ids to create, with their lives; c_offset and c_time: the last message that a fork has in common with its
-- source, otherwise 0. s_properties: rows to save. w_topic: indexes of topics of producers. g_topic: ids of topics whose producers that
-- were last used before g_before are deleted.
CREATE FUNCTION streaming.append_properties_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_ids integer[], p_counts integer[], p_new_ids integer[], p_wait boolean,
    p_time bigint, p_topic integer[], p_number integer[], p_kind smallint[], p_type text[], p_sender text[], p_data bytea[],
    k_topic integer[], k_key text[], k_old_first bigint[], k_old_count bigint[], k_old_time bigint[],
    k_first bigint[], k_is_first_new boolean[], k_last bigint[], k_is_last_new boolean[], k_count bigint[], k_subscribers integer[],
    k_time bigint[], k_payload bytea[], k_is_new boolean[], h_key integer[], h_start bigint[], h_hashes bytea[],
    t_life text[], t_version bigint[], c_topic integer[], c_life text[], c_offset bigint[], c_time bigint[], s_properties jsonb,
    w_topic integer[], w_id text[], w_epoch bigint[], w_seq bigint[], w_time bigint[], g_topic integer[], g_before bigint,
    OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET lock_timeout = '5s' AS $$
DECLARE
    v_created integer;
BEGIN
    IF cardinality(c_topic) > 0 THEN
        PERFORM pg_advisory_xact_lock(1398035021, id) FROM unnest(p_ids) id;
        UPDATE topics t SET life = c.life, oldest = c."offset" + 1 FROM unnest(c_topic, c_life, c_offset) c(i, life, "offset")
            WHERE t.id = p_ids[c.i] AND t.deleted IS NULL AND t.life IS NOT DISTINCT FROM t_life[c.i]
                AND NOT EXISTS (SELECT FROM topic_properties p WHERE p.topic = t.id)
                AND NOT EXISTS (SELECT FROM messages m WHERE m.topic = t.id);
        GET DIAGNOSTICS v_created = ROW_COUNT;
        IF v_created <> cardinality(c_topic) THEN
            RAISE EXCEPTION 'A topic has changed.' USING ERRCODE = 'ST001';
        END IF;
        -- A hidden message, at which the offsets of a fork continue.
        INSERT INTO messages (topic, "offset", time, kind, data)
            SELECT p_ids[c.i], c."offset", c.time, 0, '' FROM unnest(c_topic, c_offset, c_time) c(i, "offset", time) WHERE c."offset" > 0;
    END IF;
    IF cardinality(k_topic) > 0 THEN
        SELECT a.o_base, a.o_time INTO o_base, o_time FROM append_keyed_v1(
            p_writer, p_seq, p_generation, p_ids, p_counts, p_new_ids, p_wait, p_time, p_topic, p_number, p_kind, p_type, p_sender, p_data,
            k_topic, k_key, k_old_first, k_old_count, k_old_time, k_first, k_is_first_new, k_last, k_is_last_new, k_count, k_subscribers,
            k_time, k_payload, k_is_new, h_key, h_start, h_hashes) a;
    ELSE
        SELECT a.o_base, a.o_time INTO o_base, o_time FROM append_v1(
            p_writer, p_seq, p_generation, p_ids, p_counts, p_new_ids, p_wait, p_time, p_topic, p_number, p_kind, p_type, p_sender,
            p_data) a;
    END IF;
    PERFORM require_topics_v1(p_ids, t_life, t_version, o_base);
    INSERT INTO topic_properties AS s (topic, version, content_type, ttl, expires_at, touched, expires, is_closed, closed_by,
            closed_by_epoch, closed_by_seq, is_deleted, stream_seq, source, source_name, source_epoch, fork_offset, fork_sub_offset,
            trimmed)
        SELECT r.topic, r.version, r.content_type, r.ttl, r.expires_at, r.touched, r.expires, r.is_closed, r.closed_by,
            r.closed_by_epoch, r.closed_by_seq, r.is_deleted, r.stream_seq, r.source, r.source_name, r.source_epoch, r.fork_offset,
            r.fork_sub_offset, r.trimmed
        FROM jsonb_populate_recordset(NULL::topic_properties, s_properties) r
        WHERE o_base[array_position(p_ids, r.topic)] IS NOT NULL
        ON CONFLICT (topic) DO UPDATE SET version = excluded.version, touched = greatest(s.touched, excluded.touched),
            expires = greatest(s.expires, excluded.expires), is_closed = excluded.is_closed, closed_by = excluded.closed_by,
            closed_by_epoch = excluded.closed_by_epoch, closed_by_seq = excluded.closed_by_seq, stream_seq = excluded.stream_seq;
    DELETE FROM topic_producers p WHERE p.topic = ANY (g_topic) AND p.time < g_before;
    INSERT INTO topic_producers (topic, id, epoch, seq, time)
        SELECT p_ids[w.t], w.id, w.epoch, w.seq, w.time FROM unnest(w_topic, w_id, w_epoch, w_seq, w_time) w(t, id, epoch, seq, time)
        WHERE o_base[w.t] IS NOT NULL
        ON CONFLICT (topic, id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, time = excluded.time;
END $$;

-- Deletes a topic, or marks it as deleted if it has forks. p_expired_at: only if it has expired at this time; null in any case.
-- o_outcome: 0 deleted, 1 kept for its forks, 2 already deleted, 3 not found, 4 not expired.
CREATE FUNCTION streaming.delete_topic_v1(
    p_writer integer, p_seq bigint, p_name text, p_expired_at bigint, OUT o_outcome integer) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET lock_timeout = '5s' AS $$
DECLARE
    v_id     integer;
    v_name   text;
    v_life   text;
    v_had    boolean;
    v_topics integer[] := '{}';
    v_row    topic_properties;
BEGIN
    o_outcome := 3;
    SELECT t.id INTO v_id FROM topics t WHERE t.name = p_name;
    WHILE v_id IS NOT NULL LOOP
        PERFORM pg_advisory_xact_lock(1398035021, v_id);
        SELECT t.name::text, t.life, t.had_seed INTO v_name, v_life, v_had FROM topics t WHERE t.id = v_id AND t.deleted IS NULL;
        EXIT WHEN NOT FOUND;
        v_row := NULL;
        SELECT p.* INTO v_row FROM topic_properties p WHERE p.topic = v_id;
        IF cardinality(v_topics) = 0 THEN
            EXIT WHEN v_row.topic IS NULL AND NOT EXISTS (SELECT FROM messages m WHERE m.topic = v_id);
            IF v_row.is_deleted THEN
                o_outcome := 2;
                EXIT;
            ELSIF p_expired_at IS NOT NULL AND NOT coalesce(v_row.expires <= p_expired_at, false) THEN
                o_outcome := 4;
                EXIT;
            END IF;
        ELSE
            -- The source of the topic that was deleted: nobody else refers to it, and it was deleted before.
            EXIT WHEN NOT coalesce(v_row.is_deleted, false);
        END IF;
        IF EXISTS (SELECT FROM topic_properties f WHERE f.source = v_id) THEN
            EXIT WHEN cardinality(v_topics) > 0;
            INSERT INTO topic_properties AS s (topic, version, content_type, touched, is_closed, is_deleted, trimmed)
                VALUES (v_id, 1, 'application/json', 0, false, true, 1)
                ON CONFLICT (topic) DO UPDATE SET is_deleted = true, version = s.version + 1;
            o_outcome := 1;
            v_topics := ARRAY[v_id];
            EXIT;
        END IF;
        DELETE FROM topic_properties p WHERE p.topic = v_id;
        UPDATE topics t SET name = t.name || ' ' || t.id, deleted = clock_timestamp() WHERE t.id = v_id;
        -- The name must not have the epoch again that follows from it alone.
        IF v_life IS NULL OR v_had THEN
            INSERT INTO topics (name, life, had_seed) VALUES (v_name, replace(gen_random_uuid()::text, '-', ''), true);
        END IF;
        IF cardinality(v_topics) = 0 THEN
            o_outcome := 0;
        END IF;
        v_topics := v_topics || v_id;
        v_id := v_row.source;
    END LOOP;
    INSERT INTO commits (writer, seq, topics, newest, times)
        VALUES (p_writer, p_seq, v_topics, array_fill(0::bigint, ARRAY[cardinality(v_topics)]),
            array_fill(0::bigint, ARRAY[cardinality(v_topics)]));
END $$;

-- Deletes at most p_limit messages of deleted topics, and the rest of those that have none. Returns the number of deleted messages.
CREATE FUNCTION streaming.delete_remains_v1(p_limit integer) RETURNS bigint LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
DECLARE
    v_deleted bigint;
BEGIN
    DELETE FROM messages m USING (
            SELECT x.topic, x."offset" FROM topics t JOIN messages x ON x.topic = t.id WHERE t.deleted IS NOT NULL LIMIT p_limit) gone
        WHERE m.topic = gone.topic AND m."offset" = gone."offset";
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    IF v_deleted < p_limit THEN
        DELETE FROM topic_producers p USING topics t WHERE t.deleted IS NOT NULL AND p.topic = t.id;
        DELETE FROM upload_hashes h USING topics t WHERE t.deleted IS NOT NULL AND h.topic = t.id;
        DELETE FROM idempotency_keys k USING topics t WHERE t.deleted IS NOT NULL AND k.topic = t.id;
        DELETE FROM topics t WHERE t.deleted < clock_timestamp() - interval '10 minutes'
            AND NOT EXISTS (SELECT FROM messages m WHERE m.topic = t.id);
    END IF;
    RETURN v_deleted;
END $$;

-- Prolongs the time to live of topics, in the life that was read.
CREATE FUNCTION streaming.touch_v1(p_ids integer[], p_times bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    UPDATE topic_properties p SET touched = u.time, expires = u.time + p.ttl FROM unnest(p_ids, p_times) u(id, time)
        WHERE p.topic = u.id AND p.ttl IS NOT NULL AND p.touched < u.time;
END $$;

-- Pages as read_v1 returns them, with the lives of the topics; a fork begins with the messages of its sources.
CREATE FUNCTION streaming.read_v2(p_topics text[], p_from bigint[], p_through bigint[], p_messages integer[], p_bytes integer[])
    RETURNS TABLE (
        o_range integer, o_offset bigint, o_time bigint, o_kind smallint, o_type text, o_sender text, o_data bytea, o_life text)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
    AS $$
DECLARE
    v_id     integer;
    v_oldest bigint;
    v_life   text;
    v_source integer;
BEGIN
    FOR v_range IN 1 .. cardinality(p_topics) LOOP
        SELECT t.id, t.oldest, t.life, p.source INTO v_id, v_oldest, v_life, v_source
            FROM topics t LEFT JOIN topic_properties p ON p.topic = t.id WHERE t.name = p_topics[v_range];
        CONTINUE WHEN NOT FOUND;
        IF v_source IS NULL THEN
            RETURN QUERY SELECT v_range, r.o_offset, r.o_time, r.o_kind, r.o_type, r.o_sender, r.o_data, v_life FROM read_v1(
                p_topics[v_range:v_range], p_from[v_range:v_range], p_through[v_range:v_range], p_messages[v_range:v_range],
                p_bytes[v_range:v_range]) r;
        ELSIF p_from[v_range] <= p_through[v_range] THEN
            v_oldest := fork_oldest_v1(v_id);
            RETURN QUERY SELECT v_range, p."offset", p.time, p.kind, p.type, p.sender, p.data, v_life
                FROM (
                    SELECT x.*, sum(octet_length(x.data)) OVER (
                            ORDER BY x."offset" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                    FROM (
                        SELECT s.* FROM chain_v1(v_id) c CROSS JOIN LATERAL (
                            SELECT m.* FROM messages m WHERE m.topic = c.o_topic AND m."offset" BETWEEN
                                greatest(c.o_low, p_from[v_range], v_oldest) AND least(c.o_high, p_through[v_range])
                            ORDER BY m."offset" LIMIT p_messages[v_range]) s
                        ORDER BY s."offset" LIMIT p_messages[v_range]) x) p
                WHERE coalesce(p.bytes_before, 0) < p_bytes[v_range] ORDER BY p."offset";
        ELSE
            v_oldest := fork_oldest_v1(v_id);
            RETURN QUERY SELECT v_range, p."offset", p.time, p.kind, p.type, p.sender, p.data, v_life
                FROM (
                    SELECT x.*, sum(octet_length(x.data)) OVER (
                            ORDER BY x."offset" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                    FROM (
                        SELECT s.* FROM chain_v1(v_id) c CROSS JOIN LATERAL (
                            SELECT m.* FROM messages m WHERE m.topic = c.o_topic AND m."offset" BETWEEN
                                greatest(c.o_low, p_through[v_range], v_oldest) AND least(c.o_high, p_from[v_range])
                            ORDER BY m."offset" DESC LIMIT p_messages[v_range]) s
                        ORDER BY s."offset" DESC LIMIT p_messages[v_range]) x) p
                WHERE coalesce(p.bytes_before, 0) < p_bytes[v_range] ORDER BY p."offset" DESC;
        END IF;
    END LOOP;
END $$;

-- As find_v1, also for forks.
CREATE FUNCTION streaming.find_v2(p_topic text, p_time bigint) RETURNS bigint LANGUAGE plpgsql STABLE
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
    v_id     integer;
    v_low    bigint;
    v_high   bigint;
    v_middle bigint;
BEGIN
    SELECT t.id INTO v_id FROM topics t JOIN topic_properties p ON p.topic = t.id AND p.source IS NOT NULL WHERE t.name = p_topic;
    IF NOT FOUND THEN
        RETURN find_v1(p_topic, p_time);
    END IF;
    SELECT s.o_oldest, s.o_newest + 1 INTO v_low, v_high FROM states_v1(ARRAY[p_topic]) s;
    WHILE v_low < v_high LOOP
        v_middle := (v_low + v_high) / 2;
        IF (SELECT m.time >= p_time FROM chain_v1(v_id) c JOIN messages m ON m.topic = c.o_topic AND m."offset" = v_middle
            WHERE v_middle BETWEEN c.o_low AND c.o_high) THEN
            v_high := v_middle;
        ELSE
            v_low := v_middle + 1;
        END IF;
    END LOOP;
    RETURN v_low;
END $$;

-- As trim_v1; of a fork also the messages of its source.
CREATE FUNCTION streaming.trim_v2(p_topic text, p_before bigint) RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    PERFORM trim_v1(p_topic, p_before);
    UPDATE topic_properties p SET trimmed = least(p_before, s.o_newest + 1) FROM state_v1(p_topic) s
        WHERE p.topic = s.o_id AND p.source IS NOT NULL AND p.trimmed < least(p_before, s.o_newest + 1);
END $$;

-- As 009: no statement of these functions is worth compiling.
DO $$
DECLARE
    v_function regprocedure;
BEGIN
    FOR v_function IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'streaming' AND array_to_string(p.proconfig, ' ') LIKE '%enable_%' LOOP
        EXECUTE format('ALTER FUNCTION %s SET jit = off', v_function);
    END LOOP;
END $$;
