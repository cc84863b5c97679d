-- The epoch (the id of one lifetime of a topic's log) to which the offsets of webhooks belong. Null in rows of earlier versions.

ALTER TABLE streaming.webhook_cursors ADD COLUMN epoch text;
ALTER TABLE streaming.webhook_deferred ADD COLUMN epoch text;
