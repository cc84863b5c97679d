// This tab's end of the one event stream. Who holds it: a SharedWorker; else one tab of all; else this tab.
import { nextFrame } from '../frame.js';
import { StreamHub } from './hub.js';
import { canShareByLeader, shareByLeader } from './leader.js';

// Part of the name: tabs that were loaded before an update keep the worker that they understand.
const VERSION = 1;
// With many messages a frame, showing some of them less often leaves more time for everything else.
const MANY = 20;
const PAUSE = 50;

const followed = new Map();
const taught = new Set();
const events = new EventTarget();
let nextId = 1;
let send = () => {};

/** Begins; nothing is followed before. */
export function startSharedStream() {
  send = connect();
  addEventListener('online', retryNow);
  addEventListener('pagehide', () => send({ do: 'leave' }));
  // Back from the browser's cache of pages: what was followed is followed again, from where it was.
  addEventListener('pageshow', event => event.persisted && send({ do: 'join' }));
}

/** `take(frame)` gets state, position, count and items. Gives the subscription, for `unfollow`. */
export function follow(topic, after, whole, take) {
  const subscription = { id: nextId++, topic, after, whole, take };
  followed.set(subscription.id, subscription);
  request(subscription);
  return subscription;
}

export function unfollow({ id }) {
  if (followed.delete(id)) send({ do: 'unfollow', id });
}

/** Types are named here before their messages come: an EventSource hands out no others. */
export function learnType(type) {
  if (!type || taught.has(type)) return;
  taught.add(type);
  send({ do: 'learn', type });
}

/** The network is back, or a person does not want to wait. */
export const retryNow = () => send({ do: 'retry' });

/** `listener({name, lastMessage})` for each change of how the stream stands. */
export const onLink = listener => events.addEventListener('link', event => listener(event.detail));

/** The stream was ended or refused for want of a valid token. */
export const onStreamShutOut = listener => events.addEventListener('shut-out', listener);

const request = ({ id, topic, after, whole }) => send({ do: 'follow', id, topic, after, whole });

function connect() {
  if ('SharedWorker' in self) {
    const worker = new SharedWorker(new URL('worker.js', import.meta.url), { type: 'module', name: `streaming-${VERSION}` });
    let isThere = false;
    // A browser that has workers but no modules in them. One that is there already may fail later, and is still there.
    worker.addEventListener('error', () => {
      if (!isThere) send = connectWithoutWorker();
    }, { once: true });
    worker.port.addEventListener('message', event => {
      isThere = true;
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
  // Told later, as by any other holder.
  const client = hub.join(message => queueMicrotask(() => receive(message)));
  return message => hub.take(client, message);
}

function receive({ hello, frames, link, shutOut, error }) {
  if (hello) {
    taught.forEach(type => send({ do: 'learn', type }));
    followed.forEach(request);
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
    // Should the holder change, the next one goes on from here.
    subscription.after = frame.position ?? subscription.after;
    subscription.take(frame);
  }
  const ready = () => send({ do: 'ready' });
  nextFrame(() => count > MANY ? setTimeout(ready, PAUSE) : ready());
}
