// The measurements of the server as they arrive, from the topic system:metrics. They are followed while the console is open, also for the
// numbers beside the sections.
import { learnType } from '../../../js/stream/shared-stream.js';
import { TopicStream } from '../../../js/stream/topic-stream.js';

export const TOPIC = 'system:metrics';

const listeners = new Set();
let stream = null;

/** Begins to follow the topic, again after another user has signed in. */
export function startFeed() {
  learnType('metrics');
  stream?.close();
  stream = new TopicStream(TOPIC, ({ items }) => {
    for (const item of items) if (item.kind === 'message') tell(JSON.parse(item.data));
  }, { start: 'live', whole: true });
  stream.connect();
}

/** Calls `listener(sample)` for each new measurement until the signal is aborted. */
export function onSample(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener('abort', () => listeners.delete(listener));
}

const tell = sample => listeners.forEach(listener => listener(sample));
