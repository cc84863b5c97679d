-- A producer's request is compared again under the lock of its topic: another node may have accepted one since the producer was read.

-- Appends messages as append_properties_v1 does. w_old_epoch, w_old_seq: the states of the producers that the caller has read, null for a
-- producer without a state. Fails with SQLSTATE ST001 if one of them is another now.
CREATE FUNCTION streaming.append_properties_v2(
    p_writer integer, p_seq bigint, p_generation integer, p_ids integer[], p_counts integer[], p_new_ids integer[], p_wait boolean,
    p_time bigint, p_topic integer[], p_number integer[], p_kind smallint[], p_type text[], p_sender text[], p_data bytea[],
    k_topic integer[], k_key text[], k_old_first bigint[], k_old_count bigint[], k_old_time bigint[],
    k_first bigint[], k_is_first_new boolean[], k_last bigint[], k_is_last_new boolean[], k_count bigint[], k_subscribers integer[],
    k_time bigint[], k_payload bytea[], k_is_new boolean[], h_key integer[], h_start bigint[], h_hashes bytea[],
    t_life text[], t_version bigint[], c_topic integer[], c_life text[], c_offset bigint[], c_time bigint[], s_properties jsonb,
    w_topic integer[], w_id text[], w_epoch bigint[], w_seq bigint[], w_time bigint[], g_topic integer[], g_before bigint,
    w_old_epoch bigint[], w_old_seq bigint[],
    OUT o_base bigint[], OUT o_time bigint[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET lock_timeout = '5s' SET jit = off AS $$
BEGIN
    -- This call locks the topics. It saves no producers.
    SELECT a.o_base, a.o_time INTO o_base, o_time FROM append_properties_v1(
        p_writer, p_seq, p_generation, p_ids, p_counts, p_new_ids, p_wait, p_time, p_topic, p_number, p_kind, p_type, p_sender, p_data,
        k_topic, k_key, k_old_first, k_old_count, k_old_time, k_first, k_is_first_new, k_last, k_is_last_new, k_count, k_subscribers,
        k_time, k_payload, k_is_new, h_key, h_start, h_hashes, t_life, t_version, c_topic, c_life, c_offset, c_time, s_properties,
        '{}', '{}', '{}', '{}', '{}', '{}', g_before) a;
    IF EXISTS (
        SELECT FROM unnest(w_topic, w_id, w_old_epoch, w_old_seq) w(t, id, epoch, seq)
        LEFT JOIN topic_producers s ON s.topic = p_ids[w.t] AND s.id = w.id
        WHERE o_base[w.t] IS NOT NULL AND (s.epoch IS DISTINCT FROM w.epoch OR s.seq IS DISTINCT FROM w.seq))
    THEN
        RAISE EXCEPTION 'A producer has changed.' USING ERRCODE = 'ST001';
    END IF;
    DELETE FROM topic_producers p WHERE p.topic = ANY (g_topic) AND p.time < g_before;
    INSERT INTO topic_producers (topic, id, epoch, seq, time)
        SELECT p_ids[w.t], w.id, w.epoch, w.seq, w.time FROM unnest(w_topic, w_id, w_epoch, w_seq, w_time) w(t, id, epoch, seq, time)
        WHERE o_base[w.t] IS NOT NULL
        ON CONFLICT (topic, id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, time = excluded.time;
END $$;
