-- Topics that are created have properties; others have none.

ALTER TABLE topics ADD COLUMN has_properties INTEGER NOT NULL DEFAULT 0;  -- 1: topic_properties has a row
ALTER TABLE topics ADD COLUMN had_seed INTEGER NOT NULL DEFAULT 0;        -- 1: a deleted life of the name had the epoch of the seed

CREATE TABLE topic_properties (
    topic           INTEGER PRIMARY KEY,
    content_type    TEXT    NOT NULL,
    ttl             INTEGER,                    -- microseconds after the last use
    expires_at      INTEGER,                    -- all times: microseconds since 1970, UTC
    touched         INTEGER NOT NULL,           -- last use that counts for ttl
    expires         INTEGER,                    -- the time that follows from the three columns before
    is_closed       INTEGER NOT NULL,
    closed_by       TEXT,                       -- the producer whose request closed the topic
    closed_by_epoch INTEGER,
    closed_by_seq   INTEGER,
    is_deleted      INTEGER NOT NULL,           -- 1: kept only for its forks
    stream_seq      TEXT,
    source          INTEGER,                    -- a fork: the id of its source, whose messages up to fork_offset it begins with
    source_name     TEXT,
    source_epoch    TEXT,
    fork_offset     INTEGER,
    fork_sub_offset INTEGER
) STRICT;

CREATE INDEX topic_properties_expires ON topic_properties (expires) WHERE expires IS NOT NULL AND is_deleted = 0;
CREATE INDEX topic_properties_source ON topic_properties (source) WHERE source IS NOT NULL;

-- The last request of each idempotent producer that was accepted.
CREATE TABLE topic_producers (
    topic INTEGER NOT NULL,
    id    TEXT    NOT NULL,
    epoch INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    time  INTEGER NOT NULL,
    PRIMARY KEY (topic, id)
) STRICT, WITHOUT ROWID;

-- Topics that were deleted, whose messages are deleted in steps. A row is kept for a while, so that other processes learn of the deletion.
CREATE TABLE deleted_topics (
    topic INTEGER PRIMARY KEY,
    name  TEXT    NOT NULL,
    moved INTEGER NOT NULL,                     -- number of the transaction that deleted the topic
    time  INTEGER NOT NULL
) STRICT;
