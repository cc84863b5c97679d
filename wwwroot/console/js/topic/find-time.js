// Finds the first message of a topic at or after a time. The server's history is addressed by offsets, which grow with time, so that a few
// requests for single messages narrow the place down.
import { parsePosition } from '../../../js/position.js';
import { topics } from '../server.js';

/** Returns the position before that message, for `after`; null if the topic has no messages. */
export async function positionBefore(topic, time) {
  const state = await topics.get(topic);
  const oldest = parsePosition(state.oldest);
  if (!oldest) return null;
  const { epoch, offset: last } = parsePosition(state.newest);
  let low = oldest.offset;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [message] = await topics.messages(topic, { after: `${epoch}-${middle - 1}`, limit: 1 });
    if (message && new Date(message.time) < time) low = Math.max(message.offset, middle) + 1;
    else high = middle;
  }
  return `${epoch}-${low - 1}`;
}
