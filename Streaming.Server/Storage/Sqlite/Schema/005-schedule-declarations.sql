-- What code has declared of a schedule, so that a declaration that changes takes effect, and one that is gone ends. Null: made over HTTP.
-- Of schedules from before, it is not known who made them.

ALTER TABLE schedules ADD COLUMN declaration TEXT;     -- JSON

UPDATE schedules SET declaration = '{"hash":"","former":[],"until":"0001-01-01T00:00:00Z"}';
