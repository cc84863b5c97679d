-- Webhooks, where they stand in their topics, and their latest requests.

CREATE TABLE webhooks (
    id               TEXT    PRIMARY KEY,
    url              TEXT    NOT NULL,
    topics           TEXT    NOT NULL,                -- JSON, an array of patterns
    types            TEXT    NOT NULL,                -- JSON, an array; empty: all
    ordered          INTEGER NOT NULL,
    batch            INTEGER NOT NULL,
    secret           TEXT    NOT NULL,
    old_secret       TEXT,
    old_secret_until INTEGER,                         -- times: microseconds since 1970, UTC
    state            INTEGER NOT NULL,                -- 0 active, 1 paused, 2 disabled
    reason           TEXT,
    created          INTEGER NOT NULL,
    version          INTEGER NOT NULL                 -- changes with every change
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_cursors (
    webhook       TEXT    NOT NULL,
    topic         TEXT    NOT NULL,                   -- its name: the topic need not have been begun
    "offset"      INTEGER NOT NULL,                   -- delivered up to here
    through       INTEGER,                            -- last offset of the request that failed
    failures      INTEGER NOT NULL,
    failing_since INTEGER,
    error         TEXT,
    PRIMARY KEY (webhook, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_cursors_failing ON webhook_cursors (webhook, topic) WHERE failures > 0;

CREATE TABLE webhook_deliveries (
    webhook  TEXT    NOT NULL,
    number   INTEGER NOT NULL,                        -- rises with each one of the webhook
    message  TEXT    NOT NULL,
    topic    TEXT,
    first    TEXT,                                    -- positions
    last     TEXT,
    count    INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    duration INTEGER NOT NULL,                        -- microseconds
    status   INTEGER,
    error    TEXT,
    PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;
