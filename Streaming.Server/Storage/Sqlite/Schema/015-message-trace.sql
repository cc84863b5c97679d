-- The trace of the publish that created a message (W3C traceparent); null for most messages, whose publish is not traced.

ALTER TABLE messages ADD COLUMN traceparent TEXT;
