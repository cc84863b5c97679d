-- Own headers and a rate limit of webhooks, the beginning of each response, and the webhooks whose deliveries fail.

ALTER TABLE streaming.webhooks
    ADD COLUMN headers bytea NOT NULL DEFAULT '{}',  -- JSON object: names and values of headers
    ADD COLUMN max_per_minute int;

ALTER TABLE streaming.webhook_deliveries ADD COLUMN response text;  -- at most the first 1,024 bytes of the response

CREATE TABLE streaming.webhook_health (
    webhook       text COLLATE "C" PRIMARY KEY,
    failing_since bigint NOT NULL,                  -- microseconds since 1970, UTC
    last_success  bigint
) WITH (fillfactor = 70);
