// Loads the measurements of a period from the topic, line by line, so that days of them are not in memory at once.
import { respond, topicPath, withQuery } from '../../../js/api.js';
import { TOPIC } from './feed.js';

/** Calls `take(sample)` for each measurement since a time. */
export async function loadSamples(since, take, signal) {
  const query = { format: 'ndjson', from: since.toISOString() };
  const response = await respond(withQuery(`${topicPath(TOPIC)}/messages`, query), { headers: { Accept: 'application/x-ndjson' }, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? '')).split('\n');
    rest = done ? '' : lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line).data);
    if (done) return;
  }
}
