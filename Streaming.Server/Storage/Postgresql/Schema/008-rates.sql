-- The rate limits of clients over all nodes: token buckets. Unlogged: after a crash of PostgreSQL each bucket is full.
CREATE UNLOGGED TABLE streaming.rates (
    key    bytea            PRIMARY KEY,        -- hash of the client's subject or address
    tokens double precision NOT NULL,
    time   timestamptz      NOT NULL
) WITH (fillfactor = 50);

-- Takes at most p_wanted tokens of a bucket, or none if it has less than p_needed. Returns their number.
CREATE FUNCTION streaming.take_rate_v1(p_key bytea, p_needed integer, p_wanted integer, p_rate integer, p_burst integer) RETURNS integer
    LANGUAGE plpgsql SET search_path = streaming, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    v_tokens double precision;
    v_time   timestamptz;
    v_now    timestamptz;
    v_taken  integer;
BEGIN
    INSERT INTO rates (key, tokens, time) VALUES (p_key, p_burst, clock_timestamp()) ON CONFLICT DO NOTHING;
    SELECT r.tokens, r.time INTO v_tokens, v_time FROM rates r WHERE r.key = p_key FOR UPDATE;
    v_now := clock_timestamp();
    v_tokens := least(p_burst, v_tokens + p_rate * greatest(extract(epoch FROM v_now - v_time), 0));
    v_taken := CASE WHEN v_tokens < p_needed THEN 0 ELSE least(p_wanted, floor(v_tokens)) END;
    UPDATE rates r SET tokens = v_tokens - v_taken, time = v_now WHERE r.key = p_key;
    RETURN v_taken;
END $$;

-- Deletes buckets that were not used for an hour.
CREATE FUNCTION streaming.delete_rates_v1() RETURNS void LANGUAGE sql SET search_path = streaming, pg_temp AS $$
    DELETE FROM rates r WHERE r.time < clock_timestamp() - interval '1 hour' $$;
