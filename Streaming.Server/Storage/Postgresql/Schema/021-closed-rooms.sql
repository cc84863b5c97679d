-- A closed or deleted topic takes no further messages: joins and leaves of its members are not appended to it. Only the last statement of
-- members_v1 changes, so the script replaces this part of its text.
DO $$
DECLARE
    v_text text := pg_get_functiondef('streaming.members_v1'::regproc);
    v_from constant text := 'FROM unnest(m_topic, m_type, m_sender, m_data) WITH ORDINALITY m(topic, type, sender, data, n)';
BEGIN
    IF position(v_from IN v_text) = 0 THEN
        RAISE EXCEPTION 'The function members_v1 has another text than expected.';
    END IF;
    EXECUTE replace(v_text, v_from, v_from ||
        ' WHERE NOT EXISTS (SELECT FROM topic_properties p WHERE p.topic = m.topic AND (p.is_closed OR p.is_deleted))');
END $$;
