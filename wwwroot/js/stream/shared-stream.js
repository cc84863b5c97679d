// Connects this tab with the one event stream of all tabs. A SharedWorker holds the stream; without one, one of the tabs; otherwise this
// tab.
import { nextFrame } from '../frame.js';
import { StreamHub } from './hub.js';
import { canShareByLeader, shareByLeader } from './leader.js';

// Part of the worker's name: tabs that were loaded before an update keep the worker of their version.
const VERSION = 1;
// With many messages per frame, drawing some of them less often leaves more time for the rest of the page.
const MANY = 20;
const PAUSE = 50;
// The worker greets a new tab at once. If the greeting does not come, this tab uses a stream without the worker.
const GREETING_WITHIN = 15_000;

const followed = new Map();
const taught = new Set();
const events = new EventTarget();
let nextId = 1;
let send = () => {};

/** Starts the stream; no topic is followed before. */
export function startSharedStream() {
  send = connect();
  addEventListener('online', retryNow);
  addEventListener('pagehide', () => send({ do: 'leave' }));
  // The page was restored from the browser's cache: its topics are followed again, from their last positions.
  addEventListener('pageshow', event => event.persisted && send({ do: 'join' }));
}

/** `take(frame)` gets state, position, count and items. Returns the subscription, for `unfollow`. */
export function follow(topic, after, whole, take) {
  const subscription = { id: 0, topic, after, whole, take };
  request(subscription);
  return subscription;
}

export function unfollow({ id }) {
  if (followed.delete(id)) send({ do: 'unfollow', id });
}

/** Adds message types before messages of these types arrive: an EventSource passes on no others. */
export function learnType(type) {
  if (!type || taught.has(type)) return;
  taught.add(type);
  send({ do: 'learn', type });
}

/** Retries at once: the network is available again, or the user does not want to wait. */
export const retryNow = () => send({ do: 'retry' });

/** Calls `listener({name, lastMessage})` for each change of the stream's state. */
export const onLink = listener => events.addEventListener('link', event => listener(event.detail));

/** Called when the stream has ended or was refused because of a missing or invalid token. */
export const onStreamShutOut = listener => events.addEventListener('shut-out', listener);

// Each request has an id of its own, so that frames of an earlier request for the same topic, which may be on their way, are not shown too.
function request(subscription) {
  unfollow(subscription);
  const id = subscription.id = nextId++;
  followed.set(id, subscription);
  const { topic, after, whole } = subscription;
  send({ do: 'follow', id, topic, after, whole });
}

function connect() {
  if ('SharedWorker' in self) {
    const worker = new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name: `streaming-${VERSION}` });
    let isReplaced = false;
    const replace = () => {
      clearTimeout(timer);
      if (isReplaced) return;
      isReplaced = true;
      worker.port.postMessage({ do: 'leave' });
      send = connectWithoutWorker();
    };
    const timer = setTimeout(replace, GREETING_WITHIN);
    // An error means that this browser supports workers but not modules in workers. A worker that has greeted the tab may fail later
    // without being replaced.
    worker.addEventListener('error', replace, { once: true });
    worker.port.addEventListener('message', event => {
      if (isReplaced) return;
      clearTimeout(timer);
      worker.removeEventListener('error', replace);
      receive(event.data);
    });
    worker.port.start();
    return message => worker.port.postMessage(message);
  }
  return connectWithoutWorker();
}

function connectWithoutWorker() {
  if (canShareByLeader()) return shareByLeader(receive);
  const hub = new StreamHub();
  // Called later, as any other holder of the stream would.
  const client = hub.join(message => queueMicrotask(() => receive(message)));
  return message => hub.take(client, message);
}

function receive({ hello, frames, link, shutOut, error }) {
  if (hello) {
    taught.forEach(type => send({ do: 'learn', type }));
    [...followed.values()].forEach(request);
  }
  if (link) events.dispatchEvent(new CustomEvent('link', { detail: link }));
  if (shutOut) events.dispatchEvent(new Event('shut-out'));
  if (error) console.error(error);
  if (frames) take(frames);
}

function take(frames) {
  let count = 0;
  for (const [id, frame] of frames) {
    count += frame.count;
    const subscription = followed.get(id);
    if (!subscription) continue;
    // The position is stored, so that a new holder of the stream continues after it.
    subscription.after = frame.position ?? subscription.after;
    subscription.take(frame);
  }
  const ready = () => send({ do: 'ready' });
  nextFrame(() => count > MANY ? setTimeout(ready, PAUSE) : ready());
}
