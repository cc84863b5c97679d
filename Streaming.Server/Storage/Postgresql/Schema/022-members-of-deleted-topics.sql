-- The members of a deleted topic end with it. Their nodes remove them under the name of the topic, which belongs to the next topic then.
DO $$
DECLARE
    v_text text := pg_get_functiondef('streaming.delete_topic_v1'::regproc);
    v_from constant text := 'UPDATE topics t SET name = t.name || '' '' || t.id, deleted = clock_timestamp() WHERE t.id = v_id;';
BEGIN
    IF position(v_from IN v_text) = 0 THEN
        RAISE EXCEPTION 'The function delete_topic_v1 has another text than expected.';
    END IF;
    EXECUTE replace(v_text, v_from, v_from || '
        DELETE FROM members m WHERE m.room = v_id;
        DELETE FROM room_users u WHERE u.room = v_id;
        DELETE FROM rooms r WHERE r.topic = v_id;');
END $$;

-- Members that were left behind before.
DELETE FROM streaming.members m WHERE NOT EXISTS (SELECT FROM streaming.topics t WHERE t.id = m.room AND t.deleted IS NULL);
DELETE FROM streaming.room_users u WHERE NOT EXISTS (SELECT FROM streaming.topics t WHERE t.id = u.room AND t.deleted IS NULL);
DELETE FROM streaming.rooms r WHERE NOT EXISTS (SELECT FROM streaming.topics t WHERE t.id = r.topic AND t.deleted IS NULL);

-- As members_v1, but refuses (SQLSTATE ST001) changes of topics that were deleted since their ids were read.
DO $$
DECLARE
    v_text text := pg_get_functiondef('streaming.members_v1'::regproc);
    v_name constant text := 'FUNCTION streaming.members_v1(';
    v_from constant text := 'SELECT array_agg(coalesce(r.count, 0) ORDER BY u.n)';
BEGIN
    IF position(v_name IN v_text) = 0 OR position(v_from IN v_text) = 0 THEN
        RAISE EXCEPTION 'The function members_v1 has another text than expected.';
    END IF;
    v_text := replace(v_text, v_name, 'FUNCTION streaming.members_v2(');
    EXECUTE replace(v_text, v_from, 'IF EXISTS (
            SELECT FROM (SELECT p_rooms[c.i] AS id FROM unnest(c_room) c(i) UNION SELECT p_occupancy[c.i] FROM unnest(c_room) c(i)) u
            WHERE u.id IS NOT NULL AND NOT EXISTS (SELECT FROM topics t WHERE t.id = u.id AND t.deleted IS NULL)) THEN
        RAISE EXCEPTION ''A topic was deleted.'' USING ERRCODE = ''ST001'';
    END IF;
    ' || v_from);
END $$;
