-- Messages that a webhook's receiver has refused and that were set aside, until they are delivered.

CREATE TABLE webhook_asides (
    webhook       TEXT    NOT NULL,
    topic         TEXT    NOT NULL,
    "after"       INTEGER NOT NULL,                   -- the offset before them
    through       INTEGER NOT NULL,                   -- the last offset
    messages      INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    failing_since INTEGER,                            -- microseconds since 1970, UTC
    error         TEXT,
    PRIMARY KEY (webhook, topic, "after")
) STRICT, WITHOUT ROWID;
