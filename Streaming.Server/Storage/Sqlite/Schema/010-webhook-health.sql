-- Own headers and a rate limit of webhooks, the beginning of each response, and the webhooks whose deliveries fail.

ALTER TABLE webhooks ADD COLUMN headers TEXT NOT NULL DEFAULT '{}';  -- JSON object: names and values of headers
ALTER TABLE webhooks ADD COLUMN max_per_minute INTEGER;
ALTER TABLE webhook_deliveries ADD COLUMN response TEXT;            -- at most the first 1,024 bytes of the response

CREATE TABLE webhook_health (
    webhook       TEXT    PRIMARY KEY,
    failing_since INTEGER NOT NULL,                   -- microseconds since 1970, UTC
    last_success  INTEGER
) STRICT, WITHOUT ROWID;
