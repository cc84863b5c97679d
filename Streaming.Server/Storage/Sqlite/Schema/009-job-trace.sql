-- The trace context (W3C traceparent and tracestate) of the code that enqueued a job. The columns are read only when a job is claimed,
-- together with its arguments.

ALTER TABLE jobs ADD COLUMN traceparent TEXT;
ALTER TABLE jobs ADD COLUMN tracestate TEXT;
