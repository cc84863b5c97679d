-- The numbers of subscribers of each node. Unlogged: after a crash of PostgreSQL the tables are empty, and each node writes its numbers again.
-- A node numbers its writes, so that the others read only what has changed.
CREATE UNLOGGED TABLE streaming.subscriber_nodes (
    node     uuid   PRIMARY KEY,
    version  bigint NOT NULL,                   -- number of the node's last write
    complete bigint NOT NULL                    -- number of its last write of all topics; changes since then are in the rows
) WITH (fillfactor = 50);

CREATE UNLOGGED TABLE streaming.subscribers (
    node    uuid    NOT NULL,
    topic   text COLLATE "C" NOT NULL,
    count   integer NOT NULL,                   -- 0 if it has none any more
    version bigint  NOT NULL,                   -- the write that changed it
    PRIMARY KEY (node, topic)
) WITH (fillfactor = 70);

CREATE INDEX subscribers_version ON streaming.subscribers (node, version);

-- Writes the changed numbers of a node, and reads those of the others.
-- p_version: the number of the write; null if nothing has changed. p_is_complete: the topics are all that have subscribers.
-- k_nodes and k_versions: what the caller has read of other nodes.
-- Returns a row without a topic for each other node, and a row for each changed topic. o_is_complete: forget earlier numbers of the node.
CREATE FUNCTION streaming.share_subscribers_v1(
    p_node uuid, p_version bigint, p_is_complete boolean, p_topics text[], p_counts integer[], k_nodes uuid[], k_versions bigint[])
    RETURNS TABLE (o_node uuid, o_version bigint, o_is_complete boolean, o_topic text, o_count integer) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_gone uuid[];
BEGIN
    IF p_version IS NOT NULL AND EXISTS (SELECT FROM nodes n WHERE n.id = p_node) THEN
        IF p_is_complete THEN
            DELETE FROM subscribers s WHERE s.node = p_node;
        END IF;
        INSERT INTO subscribers AS s (node, topic, count, version)
            SELECT p_node, u.topic, u.count, p_version FROM unnest(p_topics, p_counts) u(topic, count) ORDER BY u.topic
            ON CONFLICT (node, topic) DO UPDATE SET count = excluded.count, version = excluded.version;
        INSERT INTO subscriber_nodes AS s (node, version, complete) VALUES (p_node, p_version, p_version)
            ON CONFLICT (node) DO UPDATE SET version = excluded.version,
                complete = CASE WHEN p_is_complete THEN excluded.version ELSE s.complete END;
    END IF;
    SELECT array_agg(s.node) INTO v_gone FROM subscriber_nodes s WHERE NOT EXISTS (SELECT FROM nodes n WHERE n.id = s.node);
    IF v_gone IS NOT NULL THEN
        DELETE FROM subscribers s WHERE s.node = ANY (v_gone);
        DELETE FROM subscriber_nodes s WHERE s.node = ANY (v_gone);
    END IF;
    RETURN QUERY
        WITH others AS (
            SELECT s.node, s.version, k.version AS known, k.version IS NULL OR k.version < s.complete AS is_complete
            FROM subscriber_nodes s LEFT JOIN unnest(k_nodes, k_versions) k(node, version) ON k.node = s.node
            WHERE s.node <> p_node
        )
        SELECT o.node, o.version, o.is_complete, NULL::text, NULL::integer FROM others o
        UNION ALL
        SELECT o.node, o.version, o.is_complete, c.topic::text, c.count FROM others o
            JOIN subscribers c ON c.node = o.node AND c.version > CASE WHEN o.is_complete THEN 0 ELSE o.known END
            WHERE o.known IS NULL OR o.version > o.known;
END $$;
