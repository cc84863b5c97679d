-- The members of rooms and of other topics with presence, on all nodes. Unlogged: after a crash of PostgreSQL the tables are empty, and each
-- node brings its members again.

-- The identity of the tables' content. A crash of PostgreSQL empties this table too, so that nodes recognize the crash.
CREATE UNLOGGED TABLE streaming.presence_life (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    id      uuid NOT NULL DEFAULT gen_random_uuid()
);

CREATE UNLOGGED TABLE streaming.rooms (
    topic       integer PRIMARY KEY,
    occupancy   integer,                        -- topic of the messages 'occupied' and 'vacated'; null if there is none
    count       integer NOT NULL,               -- members
    users       integer NOT NULL,
    counts_only boolean NOT NULL,               -- the room is big: it publishes its numbers, not each join and leave
    joined      integer NOT NULL,               -- joins and leaves since the last message 'presence'
    gone        integer NOT NULL
) WITH (fillfactor = 50);

CREATE UNLOGGED TABLE streaming.members (
    room       integer NOT NULL,
    node       uuid    NOT NULL,
    connection text COLLATE "C" NOT NULL,
    name       text    NOT NULL,
    subject    text,
    usr        text COLLATE "C" NOT NULL,       -- the key by which users are counted
    since      bigint  NOT NULL,
    data       bytea   NOT NULL,                -- the data of the messages 'join' and 'leave'
    PRIMARY KEY (room, node, connection)
);

CREATE INDEX members_node ON streaming.members (node);

CREATE UNLOGGED TABLE streaming.room_users (
    room        integer NOT NULL,
    usr         text COLLATE "C" NOT NULL,
    connections integer NOT NULL,
    PRIMARY KEY (room, usr)
) WITH (fillfactor = 70);

-- Adds and removes members, and appends the messages about it, in one transaction.
-- p_node: the calling node, which must be registered (otherwise SQLSTATE ST002); null if it removes members of dead nodes.
-- p_old_node and p_life: not null if the node brings its members again: the id under which it has stored them, and the identity of the
-- tables at that time. Members that are still stored are moved to the new id. If the tables were emptied, the others are added without
-- messages, since nobody was told that they left.
-- p_rooms: the topics with members in ascending order; p_occupancy: for each, the topic of 'occupied' and 'vacated', or null.
-- p_publishes: for each, whether to append its numbers now if they have changed.
-- For each change, in order: c_room is an index of p_rooms; c_node the node of the member.
-- o_pending: the topics whose numbers have changed and were not appended. The other results are the appended messages.
CREATE FUNCTION streaming.members_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_time bigint, p_node uuid, p_old_node uuid, p_life uuid, p_most_listed integer,
    p_rooms integer[], p_occupancy integer[], p_publishes boolean[],
    c_room integer[], c_is_join boolean[], c_node uuid[], c_connection text[], c_name text[], c_subject text[], c_user text[],
    c_since bigint[], c_data bytea[],
    OUT o_life uuid, OUT o_pending integer[], OUT o_topic text[], OUT o_offset bigint[], OUT o_time bigint[], OUT o_type text[],
    OUT o_sender text[], OUT o_data bytea[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp SET enable_seqscan = off SET enable_sort = off SET lock_timeout = '5s' AS $$
DECLARE
    v_is_silent boolean := false;
    v_now       bigint := coalesce(p_time, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    v_count     integer[];
    v_users     integer[];
    v_only      boolean[];
    v_joined    integer[];
    v_gone      integer[];
    v_room      integer;
    v_left      integer;
    v_name      text;
    v_user      text;
    v_data      bytea;
    v_type      text;
    m_topic     integer[] := '{}';
    m_type      text[] := '{}';
    m_sender    text[] := '{}';
    m_data      bytea[] := '{}';
BEGIN
    IF p_node IS NOT NULL THEN
        -- Its row cannot be removed before this transaction ends.
        PERFORM FROM nodes n WHERE n.id = p_node FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The node is not registered.' USING ERRCODE = 'ST002';
        END IF;
    END IF;
    IF p_old_node IS NOT NULL THEN
        -- Excludes remove_members_v1 for the old id.
        PERFORM pg_advisory_xact_lock(1398035022, hashtext(p_old_node::text));
    END IF;
    SELECT l.id INTO o_life FROM presence_life l;
    IF NOT FOUND THEN
        INSERT INTO presence_life DEFAULT VALUES ON CONFLICT DO NOTHING;
        SELECT l.id INTO o_life FROM presence_life l;
    END IF;
    v_is_silent := p_life IS NOT NULL AND p_life <> o_life;

    -- The same locks as those of appends, in the same order. They also protect the rows of the rooms.
    PERFORM pg_advisory_xact_lock(1398035021, x.id) FROM (
        SELECT DISTINCT u.id FROM unnest(p_rooms || p_occupancy) u(id) WHERE u.id IS NOT NULL ORDER BY u.id) x;
    SELECT array_agg(coalesce(r.count, 0) ORDER BY u.n), array_agg(coalesce(r.users, 0) ORDER BY u.n),
            array_agg(coalesce(r.counts_only, false) ORDER BY u.n), array_agg(coalesce(r.joined, 0) ORDER BY u.n),
            array_agg(coalesce(r.gone, 0) ORDER BY u.n)
        INTO v_count, v_users, v_only, v_joined, v_gone
        FROM unnest(p_rooms) WITH ORDINALITY u(id, n) LEFT JOIN rooms r ON r.topic = u.id;

    FOR i IN 1 .. cardinality(c_room) LOOP
        v_room := c_room[i];
        IF c_is_join[i] THEN
            IF p_old_node IS NOT NULL THEN
                UPDATE members m SET node = c_node[i]
                    WHERE m.room = p_rooms[v_room] AND m.node = p_old_node AND m.connection = c_connection[i];
                CONTINUE WHEN FOUND;
            END IF;
            INSERT INTO members (room, node, connection, name, subject, usr, since, data)
                VALUES (p_rooms[v_room], c_node[i], c_connection[i], c_name[i], c_subject[i], c_user[i], c_since[i], c_data[i])
                ON CONFLICT DO NOTHING;
            CONTINUE WHEN NOT FOUND;
            INSERT INTO room_users AS u (room, usr, connections) VALUES (p_rooms[v_room], c_user[i], 1)
                ON CONFLICT (room, usr) DO UPDATE SET connections = u.connections + 1 RETURNING u.connections INTO v_left;
            v_count[v_room] := v_count[v_room] + 1;
            IF v_left = 1 THEN
                v_users[v_room] := v_users[v_room] + 1;
            END IF;
            v_only[v_room] := v_only[v_room] OR v_count[v_room] > p_most_listed;
            CONTINUE WHEN v_is_silent;
            IF v_only[v_room] THEN
                v_joined[v_room] := v_joined[v_room] + 1;
            ELSE
                m_topic := m_topic || p_rooms[v_room];
                m_type := m_type || 'join'::text;
                m_sender := m_sender || c_name[i];
                m_data := m_data || c_data[i];
            END IF;
        ELSE
            DELETE FROM members m WHERE m.room = p_rooms[v_room] AND m.node = c_node[i] AND m.connection = c_connection[i]
                RETURNING m.name, m.usr, m.data INTO v_name, v_user, v_data;
            CONTINUE WHEN NOT FOUND;
            UPDATE room_users u SET connections = u.connections - 1 WHERE u.room = p_rooms[v_room] AND u.usr = v_user
                RETURNING u.connections INTO v_left;
            IF v_left = 0 THEN
                DELETE FROM room_users u WHERE u.room = p_rooms[v_room] AND u.usr = v_user;
                v_users[v_room] := v_users[v_room] - 1;
            END IF;
            v_count[v_room] := v_count[v_room] - 1;
            IF v_only[v_room] THEN
                v_gone[v_room] := v_gone[v_room] + 1;
            ELSE
                m_topic := m_topic || p_rooms[v_room];
                m_type := m_type || 'leave'::text;
                m_sender := m_sender || v_name;
                m_data := m_data || v_data;
            END IF;
            v_only[v_room] := v_only[v_room] AND v_count[v_room] > p_most_listed / 2;
        END IF;
    END LOOP;

    o_pending := '{}';
    FOR r IN 1 .. cardinality(p_rooms) LOOP
        IF v_joined[r] + v_gone[r] > 0 THEN
            IF p_publishes[r] THEN
                m_topic := m_topic || p_rooms[r];
                m_type := m_type || 'presence'::text;
                m_sender := m_sender || NULL::text;
                m_data := m_data || convert_to(format('{"count":%s,"users":%s,"joined":%s,"left":%s,"listed":%s}', v_count[r], v_users[r],
                    v_joined[r], v_gone[r], CASE WHEN v_only[r] THEN 'false' ELSE 'true' END), 'UTF8');
                v_joined[r] := 0;
                v_gone[r] := 0;
            ELSE
                o_pending := o_pending || p_rooms[r];
            END IF;
        END IF;
        IF p_occupancy[r] IS NOT NULL THEN
            -- The last message tells what was published, so that the two types alternate even after a crash.
            SELECT m.type INTO v_type FROM messages m WHERE m.topic = p_occupancy[r] ORDER BY m."offset" DESC LIMIT 1;
            IF NOT FOUND THEN
                v_type := 'vacated';
            END IF;
            IF v_type IS DISTINCT FROM (CASE WHEN v_count[r] > 0 THEN 'occupied' ELSE 'vacated' END) THEN
                m_topic := m_topic || p_occupancy[r];
                m_type := m_type || (CASE WHEN v_count[r] > 0 THEN 'occupied' ELSE 'vacated' END);
                m_sender := m_sender || NULL::text;
                m_data := m_data || (SELECT convert_to(format('{"room":"%s"}', substr(t.name, 6)), 'UTF8')
                    FROM topics t WHERE t.id = p_rooms[r]);
            END IF;
        END IF;
    END LOOP;

    INSERT INTO rooms AS r (topic, occupancy, count, users, counts_only, joined, gone)
        SELECT u.id, u.o, u.c, u.p, u.y, u.j, u.g
        FROM unnest(p_rooms, p_occupancy, v_count, v_users, v_only, v_joined, v_gone) u(id, o, c, p, y, j, g) WHERE u.c > 0 OR u.j + u.g > 0
        ON CONFLICT (topic) DO UPDATE SET count = excluded.count, users = excluded.users, counts_only = excluded.counts_only,
            joined = excluded.joined, gone = excluded.gone;
    DELETE FROM rooms r USING unnest(p_rooms, v_count, v_joined, v_gone) u(id, c, j, g)
        WHERE r.topic = u.id AND u.c = 0 AND u.j + u.g = 0;

    WITH numbered AS (
        SELECT m.n, m.topic, m.type, m.sender, m.data, row_number() OVER (PARTITION BY m.topic ORDER BY m.n) AS number
        FROM unnest(m_topic, m_type, m_sender, m_data) WITH ORDINALITY m(topic, type, sender, data, n)
    ), base AS (
        SELECT u.topic, coalesce(x."offset", 0) AS newest, greatest(v_now, x.time) AS time, u.added
        FROM (SELECT d.topic, count(*) AS added FROM numbered d GROUP BY d.topic) u
        LEFT JOIN LATERAL (
            SELECT y."offset", y.time FROM messages y WHERE y.topic = u.topic ORDER BY y."offset" DESC LIMIT 1) x ON true
    ), ended AS (
        INSERT INTO generation_ends (topic, generation, through)
            SELECT b.topic, p_generation - 1, b.newest FROM base b WHERE p_generation > 1 AND b.newest > 0 ON CONFLICT DO NOTHING
    ), committed AS (
        INSERT INTO commits (writer, seq, topics, newest, times)
            SELECT p_writer, p_seq, coalesce(array_agg(b.topic ORDER BY b.topic), '{}'),
                coalesce(array_agg(b.newest + b.added ORDER BY b.topic), '{}'), coalesce(array_agg(b.time ORDER BY b.topic), '{}')
            FROM base b
    ), appended AS (
        INSERT INTO messages (topic, "offset", time, kind, type, sender, data)
            SELECT d.topic, b.newest + d.number, b.time, 1, d.type, d.sender, d.data FROM numbered d JOIN base b ON b.topic = d.topic
            RETURNING messages.topic, messages."offset", messages.time, messages.type, messages.sender, messages.data
    )
    SELECT array_agg(t.name::text ORDER BY a.topic, a."offset"), array_agg(a."offset" ORDER BY a.topic, a."offset"),
            array_agg(a.time ORDER BY a.topic, a."offset"), array_agg(a.type ORDER BY a.topic, a."offset"),
            array_agg(a.sender ORDER BY a.topic, a."offset"), array_agg(a.data ORDER BY a.topic, a."offset")
        INTO o_topic, o_offset, o_time, o_type, o_sender, o_data
        FROM appended a JOIN topics t ON t.id = a.topic;
END $$;

-- Removes at most p_limit members of one node that is not registered, as members_v1 does. o_removed is their number.
CREATE FUNCTION streaming.remove_members_v1(
    p_writer integer, p_seq bigint, p_generation integer, p_time bigint, p_most_listed integer, p_limit integer,
    OUT o_removed integer, OUT o_pending integer[], OUT o_topic text[], OUT o_offset bigint[], OUT o_time bigint[],
    OUT o_type text[], OUT o_sender text[], OUT o_data bytea[]) LANGUAGE plpgsql
    SET search_path = streaming, pg_temp AS $$
DECLARE
    v_node       uuid;
    v_rooms      integer[];
    v_occupancy  integer[];
    v_places     integer[];
    v_connection text[];
BEGIN
    -- Skips from node to node.
    SELECT m.node INTO v_node FROM members m ORDER BY m.node LIMIT 1;
    WHILE v_node IS NOT NULL LOOP
        EXIT WHEN NOT EXISTS (SELECT FROM nodes n WHERE n.id = v_node)
            AND pg_try_advisory_xact_lock(1398035022, hashtext(v_node::text));
        SELECT m.node INTO v_node FROM members m WHERE m.node > v_node ORDER BY m.node LIMIT 1;
    END LOOP;
    -- Few rooms at a time, since each needs locks.
    WITH gone AS (
        SELECT x.room, x.connection FROM (
            SELECT m.room, m.connection, dense_rank() OVER (ORDER BY m.room) AS place FROM members m WHERE m.node = v_node) x
        WHERE x.place <= 128 ORDER BY x.room LIMIT p_limit
    ), places AS (
        SELECT g.room, row_number() OVER (ORDER BY g.room) AS place FROM (SELECT DISTINCT room FROM gone) g
    )
    SELECT (SELECT array_agg(p.room ORDER BY p.place) FROM places p),
            (SELECT array_agg(r.occupancy ORDER BY p.place) FROM places p LEFT JOIN rooms r ON r.topic = p.room),
            array_agg(p.place::integer ORDER BY p.place, g.connection), array_agg(g.connection ORDER BY p.place, g.connection)
        INTO v_rooms, v_occupancy, v_places, v_connection
        FROM gone g JOIN places p ON p.room = g.room;
    o_removed := coalesce(cardinality(v_connection), 0);
    SELECT m.o_pending, m.o_topic, m.o_offset, m.o_time, m.o_type, m.o_sender, m.o_data
        INTO o_pending, o_topic, o_offset, o_time, o_type, o_sender, o_data
        FROM members_v1(
            p_writer, p_seq, p_generation, p_time, NULL, NULL, NULL, p_most_listed, coalesce(v_rooms, '{}'), coalesce(v_occupancy, '{}'),
            array_fill(false, ARRAY[coalesce(cardinality(v_rooms), 0)]), coalesce(v_places, '{}'),
            array_fill(false, ARRAY[o_removed]), array_fill(v_node, ARRAY[o_removed]), coalesce(v_connection, '{}'), '{}', '{}', '{}', '{}',
            '{}') m;
END $$;

-- Whether there are members of a node that is not registered.
CREATE FUNCTION streaming.has_lost_members_v1() RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = streaming, pg_temp AS $$
DECLARE
    v_node uuid;
BEGIN
    SELECT m.node INTO v_node FROM members m ORDER BY m.node LIMIT 1;
    WHILE v_node IS NOT NULL LOOP
        IF NOT EXISTS (SELECT FROM nodes n WHERE n.id = v_node) THEN
            RETURN true;
        END IF;
        SELECT m.node INTO v_node FROM members m WHERE m.node > v_node ORDER BY m.node LIMIT 1;
    END LOOP;
    RETURN false;
END $$;

-- The numbers of a room, and its members in the order of their joins unless it is big: a row with the numbers alone if it lists none.
CREATE FUNCTION streaming.room_v1(p_topic text) RETURNS TABLE (
        o_count integer, o_users integer, o_counts_only boolean, o_name text, o_connection text, o_since bigint, o_subject text)
    LANGUAGE sql STABLE SET search_path = streaming, pg_temp AS $$
    SELECT r.count, r.users, r.counts_only, m.name, m.connection::text, m.since, m.subject
        FROM topics t JOIN rooms r ON r.topic = t.id LEFT JOIN members m ON m.room = r.topic AND NOT r.counts_only
        WHERE t.name = p_topic
        ORDER BY m.since, m.connection $$;

-- The topics with members whose names begin with a text, in ordinal order.
CREATE FUNCTION streaming.rooms_v1(p_prefix text) RETURNS TABLE (o_name text, o_count integer)
    LANGUAGE sql STABLE SET search_path = streaming, pg_temp AS $$
    SELECT t.name::text, r.count FROM rooms r JOIN topics t ON t.id = r.topic
        WHERE r.count > 0 AND starts_with(t.name, p_prefix) ORDER BY t.name $$;
