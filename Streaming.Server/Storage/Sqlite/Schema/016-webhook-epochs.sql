-- The epoch (the id of one lifetime of a topic's log) to which the offsets of webhooks belong. Null in rows of earlier versions.

ALTER TABLE webhook_cursors ADD COLUMN epoch TEXT;
ALTER TABLE webhook_asides ADD COLUMN epoch TEXT;
