-- The trace context (W3C traceparent and tracestate) of the code that enqueued a job. Nodes of older versions leave the columns empty.

ALTER TABLE streaming.jobs ADD COLUMN traceparent text, ADD COLUMN tracestate text;
ALTER TABLE streaming.job_requests ADD COLUMN traceparent text, ADD COLUMN tracestate text;
