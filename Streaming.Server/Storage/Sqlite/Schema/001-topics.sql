-- Topics and their messages. Messages are stored in the order of their primary key (topic, offset): a page of history is one range of
-- the tree.

CREATE TABLE store (
    seed TEXT NOT NULL                          -- random text from which each topic's epoch is computed
) STRICT;

INSERT INTO store (seed) VALUES (lower(hex(randomblob(16))));

CREATE TABLE topics (
    id     INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    epoch  TEXT    NOT NULL,
    oldest INTEGER NOT NULL DEFAULT 1,          -- offset of the oldest message that is kept; newest + 1 if no message is kept
    newest INTEGER NOT NULL DEFAULT 0,          -- offset of the newest message; 0 before the first message
    moved  INTEGER NOT NULL                     -- number of the last transaction that appended, counted over all topics
) STRICT;

CREATE INDEX topics_moved ON topics (moved);

CREATE TABLE messages (
    topic    INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    time     INTEGER NOT NULL,                  -- microseconds since 1970, UTC
    type     TEXT,                              -- the message's type; null means the default type 'message'
    sender   TEXT,
    kind     INTEGER NOT NULL,                  -- form of the data: 0 text, 1 JSON
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
