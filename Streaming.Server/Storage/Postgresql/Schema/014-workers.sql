-- The workers (processes that run jobs): each node describes its worker when it registers, and its heartbeat is also that of its worker.

ALTER TABLE streaming.nodes ADD COLUMN worker bytea;   -- JSON; empty: the node runs no jobs; null: a node of an older version

-- The heartbeat of a node, as heartbeat_v1. If the node registers, it also describes its worker.
CREATE FUNCTION streaming.heartbeat_v2(
    p_id uuid, p_is_new boolean, p_name text, p_version text, p_writers integer[], p_uptime interval, p_commits_behind bigint,
    p_lag interval, p_leases text[], p_dead_after interval, p_worker bytea,
    OUT o_is_known boolean, OUT o_nodes integer, OUT o_dead integer, OUT o_leases text[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
BEGIN
    SELECT h.o_is_known, h.o_nodes, h.o_dead, h.o_leases INTO o_is_known, o_nodes, o_dead, o_leases
        FROM heartbeat_v1(p_id, p_is_new, p_name, p_version, p_writers, p_uptime, p_commits_behind, p_lag, p_leases, p_dead_after) h;
    IF p_is_new AND o_is_known THEN
        UPDATE nodes SET worker = p_worker WHERE id = p_id;
    END IF;
END $$;
