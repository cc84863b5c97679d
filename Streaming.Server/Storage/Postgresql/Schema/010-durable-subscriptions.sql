-- The subscriptions of the Durable Streams protocol, their cursors in topics, and the secret key of their signatures and tokens.

CREATE TABLE streaming.durable_subscriptions (
    id      text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,                    -- rises with each change
    record  bytea  NOT NULL                     -- JSON: the configuration, the wake in flight and its lease
) WITH (fillfactor = 50);

CREATE TABLE streaming.durable_cursors (
    subscription text COLLATE "C" NOT NULL,
    topic        text COLLATE "C" NOT NULL,     -- its name: the topic may not exist yet
    epoch        text,                          -- NULL: before the first message
    "offset"     bigint,                        -- acknowledged up to here
    PRIMARY KEY (subscription, topic)
) WITH (fillfactor = 70);

CREATE TABLE streaming.durable_keys (
    id     integer PRIMARY KEY CHECK (id = 1),
    secret bytea   NOT NULL
);
