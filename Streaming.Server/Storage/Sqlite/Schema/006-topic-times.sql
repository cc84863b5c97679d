-- The time of a topic's newest message, so that times never fall within a topic, also after all its messages were deleted.

ALTER TABLE topics ADD COLUMN time INTEGER NOT NULL DEFAULT 0;     -- microseconds since 1970, UTC

UPDATE topics SET time = coalesce((SELECT m.time FROM messages m WHERE m.topic = topics.id AND m."offset" = topics.newest), 0);
