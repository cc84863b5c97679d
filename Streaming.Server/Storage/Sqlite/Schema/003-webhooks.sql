-- Webhooks, their cursors (the offset up to which a webhook has received a topic), and their latest requests.

CREATE TABLE webhooks (
    id               TEXT    PRIMARY KEY,
    url              TEXT    NOT NULL,
    topics           TEXT    NOT NULL,                -- JSON array of the patterns of the topics to deliver
    types            TEXT    NOT NULL,                -- JSON array of the message types to deliver; an empty array means all types
    ordered          INTEGER NOT NULL,
    batch            INTEGER NOT NULL,
    secret           TEXT    NOT NULL,
    old_secret       TEXT,
    old_secret_until INTEGER,                         -- this and all other times: microseconds since 1970, UTC
    state            INTEGER NOT NULL,                -- 0 active, 1 paused, 2 disabled
    reason           TEXT,
    created          INTEGER NOT NULL,
    version          INTEGER NOT NULL                 -- changes with every change of the webhook
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_cursors (
    webhook       TEXT    NOT NULL,
    topic         TEXT    NOT NULL,                   -- name of the topic, which may have no message yet
    "offset"      INTEGER NOT NULL,                   -- offset up to which the webhook has received the topic
    through       INTEGER,                            -- last offset of the failed request, which is repeated unchanged
    failures      INTEGER NOT NULL,
    failing_since INTEGER,
    error         TEXT,
    PRIMARY KEY (webhook, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_cursors_failing ON webhook_cursors (webhook, topic) WHERE failures > 0;

CREATE TABLE webhook_deliveries (
    webhook  TEXT    NOT NULL,
    number   INTEGER NOT NULL,                        -- number of the delivery, counted for each webhook
    message  TEXT    NOT NULL,
    topic    TEXT,
    first    TEXT,                                    -- positions of the first and the last message of the request
    last     TEXT,
    count    INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    duration INTEGER NOT NULL,                        -- time until the response, in microseconds
    status   INTEGER,
    error    TEXT,
    PRIMARY KEY (webhook, number)
) STRICT, WITHOUT ROWID;
