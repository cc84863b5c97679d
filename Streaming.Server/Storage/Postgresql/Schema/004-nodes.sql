-- The running nodes. Unlogged: after a crash of PostgreSQL the table is empty, and each node registers again.
CREATE UNLOGGED TABLE streaming.nodes (
    id             uuid        PRIMARY KEY,
    name           text        NOT NULL,
    version        text        NOT NULL,
    writers        integer[]   NOT NULL,        -- the numbers under which the node commits
    started        timestamptz NOT NULL,
    heartbeat      timestamptz NOT NULL,
    commits_behind bigint      NOT NULL,        -- commits of other nodes that the node knows to be missing
    lag            interval    NOT NULL         -- the age of the oldest of them
) WITH (fillfactor = 50);

-- The heartbeat of a node: updates its row, and takes or renews leases. Times are those of the database.
-- p_is_new: the node registers. o_is_known: false if the node's row is gone, because it was judged dead or PostgreSQL crashed.
-- o_nodes and o_dead: the number of living nodes, and of those whose last heartbeat is older than p_dead_after.
CREATE FUNCTION streaming.heartbeat_v1(
    p_id uuid, p_is_new boolean, p_name text, p_version text, p_writers integer[], p_uptime interval, p_commits_behind bigint,
    p_lag interval, p_leases text[], p_dead_after interval,
    OUT o_is_known boolean, OUT o_nodes integer, OUT o_dead integer, OUT o_leases text[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
DECLARE
    v_now timestamptz := clock_timestamp();
BEGIN
    IF p_is_new THEN
        INSERT INTO nodes (id, name, version, writers, started, heartbeat, commits_behind, lag)
            VALUES (p_id, p_name, p_version, p_writers, v_now - p_uptime, v_now, p_commits_behind, p_lag) ON CONFLICT DO NOTHING;
    END IF;
    UPDATE nodes SET heartbeat = v_now, writers = p_writers, commits_behind = p_commits_behind, lag = p_lag WHERE id = p_id;
    o_is_known := FOUND;
    o_leases := '{}';
    IF o_is_known THEN
        -- The condition comes first, so that a node which does not get the lease writes nothing.
        PERFORM lease_v1(n, p_id::text, p_dead_after) FROM unnest(p_leases) n
            WHERE NOT EXISTS (SELECT FROM leases x WHERE x.name = n AND x.holder <> p_id::text AND x.until >= v_now);
        SELECT coalesce(array_agg(x.name), '{}') INTO o_leases FROM leases x
            WHERE x.name = ANY (p_leases) AND x.holder = p_id::text AND x.until > v_now;
    END IF;
    SELECT count(*) FILTER (WHERE x.heartbeat >= v_now - p_dead_after), count(*) FILTER (WHERE x.heartbeat < v_now - p_dead_after)
        INTO o_nodes, o_dead FROM nodes x;
END $$;

-- Removes the rows of nodes whose last heartbeat is too old. The caller must know that the database was reachable meanwhile.
CREATE FUNCTION streaming.remove_dead_nodes_v1(p_dead_after interval) RETURNS TABLE (o_id uuid, o_name text) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
BEGIN
    RETURN QUERY DELETE FROM nodes n WHERE n.id IN (
        SELECT x.id FROM nodes x WHERE x.heartbeat < clock_timestamp() - p_dead_after FOR UPDATE SKIP LOCKED)
        RETURNING n.id, n.name;
END $$;

-- A node ends: its row goes, and other nodes can take its leases at once.
CREATE FUNCTION streaming.leave_v1(p_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = streaming, pg_temp AS $$
BEGIN
    DELETE FROM nodes WHERE id = p_id;
    DELETE FROM leases WHERE holder = p_id::text;
END $$;

-- All nodes, with the time of the database.
CREATE FUNCTION streaming.nodes_v1(p_dead_after interval) RETURNS TABLE (
        o_id uuid, o_name text, o_version text, o_started timestamptz, o_heartbeat timestamptz, o_is_alive boolean,
        o_commits_behind bigint, o_lag interval)
    LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT n.id, n.name, n.version, n.started, n.heartbeat, n.heartbeat >= clock_timestamp() - p_dead_after,
            n.commits_behind, n.lag
        FROM nodes n ORDER BY n.started, n.id;
END $$;
