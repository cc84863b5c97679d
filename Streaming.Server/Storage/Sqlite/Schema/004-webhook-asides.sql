-- Deferred batches: messages that a webhook's receiver has refused, stored until they are delivered.

CREATE TABLE webhook_asides (
    webhook       TEXT    NOT NULL,
    topic         TEXT    NOT NULL,
    "after"       INTEGER NOT NULL,                   -- offset of the message before the first message of the batch
    through       INTEGER NOT NULL,                   -- offset of the last message of the batch
    messages      INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    failing_since INTEGER,                            -- microseconds since 1970, UTC
    error         TEXT,
    PRIMARY KEY (webhook, topic, "after")
) STRICT, WITHOUT ROWID;
