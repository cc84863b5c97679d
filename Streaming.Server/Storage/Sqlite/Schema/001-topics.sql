-- Topics and their messages. The log is the clustered key (topic, offset): a page of history is one range of the tree.

CREATE TABLE store (
    seed TEXT NOT NULL                          -- every topic's epoch follows from it
) STRICT;

INSERT INTO store (seed) VALUES (lower(hex(randomblob(16))));

CREATE TABLE topics (
    id     INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    epoch  TEXT    NOT NULL,
    oldest INTEGER NOT NULL DEFAULT 1,          -- offset of the oldest kept message; newest + 1 if none is
    newest INTEGER NOT NULL DEFAULT 0,          -- offset given last
    moved  INTEGER NOT NULL                     -- number of the transaction that wrote last, over all topics
) STRICT;

CREATE INDEX topics_moved ON topics (moved);

CREATE TABLE messages (
    topic    INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    time     INTEGER NOT NULL,                  -- microseconds since 1970, UTC
    type     TEXT,                              -- null: 'message'
    sender   TEXT,
    kind     INTEGER NOT NULL,                  -- 0 text, 1 JSON
    data     TEXT    NOT NULL,
    PRIMARY KEY (topic, "offset")
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
    topic       INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    subscribers INTEGER NOT NULL,
    time        INTEGER NOT NULL,
    PRIMARY KEY (topic, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_time ON idempotency_keys (time);
