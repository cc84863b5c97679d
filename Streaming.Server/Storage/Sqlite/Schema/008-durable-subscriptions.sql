-- The subscriptions of the Durable Streams protocol, their cursors in topics, and the secret key of their signatures and tokens.

CREATE TABLE durable_subscriptions (
    id      TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,       -- rises with each change
    record  BLOB    NOT NULL        -- JSON: the configuration, the wake in flight and its lease
) WITHOUT ROWID;

CREATE TABLE durable_cursors (
    subscription TEXT NOT NULL,
    topic        TEXT NOT NULL,     -- its name: the topic may not exist yet
    epoch        TEXT,              -- NULL: before the first message
    "offset"     INTEGER,           -- acknowledged up to here
    PRIMARY KEY (subscription, topic)
) WITHOUT ROWID;

CREATE TABLE durable_keys (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB    NOT NULL
);
