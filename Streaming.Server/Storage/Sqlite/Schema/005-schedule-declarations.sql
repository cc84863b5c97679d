-- Adds the declaration of a schedule in the application's code, so that a changed declaration changes the schedule, and a removed
-- declaration ends it. Null for a schedule that was created over HTTP. The origin of schedules of earlier versions is not known.

ALTER TABLE schedules ADD COLUMN declaration TEXT;     -- the declaration as JSON

UPDATE schedules SET declaration = '{"hash":"","former":[],"until":"0001-01-01T00:00:00Z"}';
