-- Webhooks, their cursors in topics, their latest requests, and the messages that were deferred. Times are microseconds since 1970, UTC.

CREATE TABLE streaming.webhooks (
    id               text COLLATE "C" PRIMARY KEY,
    url              text     NOT NULL,
    topics           bytea    NOT NULL,             -- JSON, an array of patterns
    types            bytea    NOT NULL,             -- JSON, an array; empty: all
    ordered          boolean  NOT NULL,
    batch            int      NOT NULL,
    secret           text     NOT NULL,
    old_secret       text,
    old_secret_until bigint,
    state            smallint NOT NULL,             -- 0 active, 1 paused, 2 disabled
    reason           text,
    created          bigint   NOT NULL,
    version          bigint   NOT NULL,             -- rises with each change
    deliveries       bigint   NOT NULL DEFAULT 0    -- the number of the last request
) WITH (fillfactor = 50);

CREATE TABLE streaming.webhook_cursors (
    webhook       text COLLATE "C" NOT NULL,
    topic         text COLLATE "C" NOT NULL,        -- its name: the topic may not exist yet
    "offset"      bigint NOT NULL,                  -- delivered up to here
    through       bigint,                           -- the last offset of the request that failed
    failures      int    NOT NULL,
    failing_since bigint,
    error         text,
    PRIMARY KEY (webhook, topic)
) WITH (fillfactor = 70);

CREATE INDEX webhook_cursors_failing ON streaming.webhook_cursors (webhook, topic) WHERE failures > 0;

CREATE TABLE streaming.webhook_deliveries (
    webhook  text COLLATE "C" NOT NULL,
    number   bigint NOT NULL,                       -- rises with each request of the webhook
    message  text   NOT NULL,
    topic    text,
    first    text,                                  -- positions
    last     text,
    count    int    NOT NULL,
    attempt  int    NOT NULL,
    time     bigint NOT NULL,
    duration bigint NOT NULL,                       -- microseconds
    status   int,
    error    text,
    PRIMARY KEY (webhook, number)
);

CREATE TABLE streaming.webhook_deferred (
    webhook       text COLLATE "C" NOT NULL,
    topic         text COLLATE "C" NOT NULL,
    "after"       bigint NOT NULL,                  -- the offset before the messages
    through       bigint NOT NULL,                  -- the last offset
    messages      int    NOT NULL,
    failures      int    NOT NULL,
    failing_since bigint,
    error         text,
    PRIMARY KEY (webhook, topic, "after")
);
