-- Jobs that applications enqueue in their own transactions. The next claim of a worker moves them to the queue, in the transaction that
-- appends their first events: an application's transaction, which may take long, so holds no number of a commit.

CREATE TABLE streaming.job_requests (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         text     NOT NULL,
    type       text     NOT NULL,
    priority   smallint NOT NULL,
    created    bigint   NOT NULL,               -- times: microseconds since 1970, UTC
    due        bigint   NOT NULL,
    attempts   int      NOT NULL,
    time_limit bigint   NOT NULL,               -- microseconds
    origin     text,
    owner      text,
    arguments  bytea    NOT NULL,               -- JSON
    key        text,                            -- the idempotency key with its scope
    payload    bytea,                           -- SHA-256 of the request
    single     boolean  NOT NULL                -- the key is valid until the job has ended
);
