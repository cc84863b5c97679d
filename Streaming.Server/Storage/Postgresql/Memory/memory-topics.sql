-- Runs after the schema scripts whenever one of them was applied. Creates the schema streaming_memory, for topics in memory: copies of the
-- tables of topics, which are unlogged, and of all functions, which use these tables. A crash of PostgreSQL empties the tables. They begin
-- a new generation then, as after this script: all topics have another epoch, and are empty.

CREATE SEQUENCE IF NOT EXISTS streaming.memory_generations AS integer;
DROP SCHEMA IF EXISTS streaming_memory CASCADE;
CREATE SCHEMA streaming_memory;

-- Empty until the first connection after a crash.
CREATE UNLOGGED TABLE streaming_memory.store (
    is_only    boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    generation integer NOT NULL
);

DO $script$
DECLARE
    v_table    text;
    v_function record;
    v_text     text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['topics', 'messages', 'commits', 'generation_ends', 'idempotency_keys', 'upload_hashes', 'topic_properties',
        'topic_producers'] LOOP
        EXECUTE format('CREATE UNLOGGED TABLE streaming_memory.%I (LIKE streaming.%I INCLUDING ALL EXCLUDING IDENTITY)', v_table, v_table);
    END LOOP;
    -- Ids are not given again, not even after a crash, so that no node takes one topic for another.
    EXECUTE format('ALTER TABLE streaming_memory.topics ALTER id SET DEFAULT nextval(%L)',
        pg_get_serial_sequence('streaming.topics', 'id'));
    PERFORM set_config('check_function_bodies', 'off', true);
    FOR v_function IN SELECT p.oid, 'p_generation' = ANY (p.proargnames) AS has_generation
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'streaming' AND p.proname NOT IN ('enter_v1', 'server_v1') LOOP
        v_text := pg_get_functiondef(v_function.oid);
        v_text := replace(v_text, 'FUNCTION streaming.', 'FUNCTION streaming_memory.');
        v_text := replace(v_text, 'SET search_path TO ''streaming''', 'SET search_path TO ''streaming_memory'', ''streaming''');
        -- A connection pooler may hide that PostgreSQL has restarted, and the node then still uses the ids of the former topics.
        IF v_function.has_generation THEN
            v_text := regexp_replace(v_text, '\nBEGIN\n', E'\nBEGIN\n    PERFORM streaming_memory.check_v1(p_generation);\n');
        END IF;
        EXECUTE v_text;
    END LOOP;
END $script$;

CREATE FUNCTION streaming_memory.check_v1(p_generation integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM streaming_memory.store s WHERE s.generation = p_generation) THEN
        RAISE EXCEPTION 'The topics in memory have been emptied.' USING ERRCODE = 'ST003';
    END IF;
END $$;

-- The generation of the topics in memory; begins one if a crash has emptied the tables.
CREATE FUNCTION streaming_memory.enter_v1(OUT o_generation integer) LANGUAGE plpgsql AS $$
BEGIN
    SELECT s.generation INTO o_generation FROM streaming_memory.store s;
    IF NOT FOUND THEN
        INSERT INTO streaming_memory.store (generation) VALUES (nextval('streaming.memory_generations')) ON CONFLICT DO NOTHING;
        SELECT s.generation INTO o_generation FROM streaming_memory.store s;
    END IF;
END $$;
