// The one event stream, over EventSource: all topics on one connection. The browser reconnects by itself with Last-Event-ID; after an error
// for which it does not (such as a proxy's 502), this class opens a new EventSource, after growing delays.
import { at } from '../api.js';
import { Backoff } from '../backoff.js';
import { listenToTypes } from '../event-types.js';

export class Source {
  #events = null;
  #listening = null;
  #timer = 0;
  #backoff = new Backoff();
  #hear;

  /** `hear` has opened(), message(topic, position, type, data), gap(topic, position), caughtUp(topic, position, cursor), expired(), closed(topic, reason), lost(isFinal), retry(). */
  constructor(hear) {
    this.#hear = hear;
  }

  get isOpen() {
    return this.#events?.readyState === EventSource.OPEN;
  }

  /** `starts`: for each topic its position, or null for live only. */
  open(starts) {
    this.close();
    this.#listening = new AbortController();
    const query = new URLSearchParams([...starts.keys()].map(topic => ['topic', topic]));
    const known = [...starts].filter(([, position]) => position).map(([topic, position]) => `${topic}=${position}`);
    if (known.length > 0) query.set('after', known.join());
    const events = this.#events = new EventSource(at(`/events?${query}`));
    const on = (type, listener) => events.addEventListener(type, event => this.#events === events && listener(event));
    on('open', () => {
      this.#backoff.reset();
      this.#hear.opened();
    });
    on('error', () => this.#onError());
    on('gap', event => this.#hear.gap(...first(event.lastEventId)));
    on('caught-up', event => {
      const { topic, position } = JSON.parse(event.data);
      this.#hear.caughtUp(topic, position, event.lastEventId);
    });
    on('closed', event => {
      const { topic, reason } = JSON.parse(event.data);
      this.#hear.closed(topic, reason);
    });
    on('expired', () => {
      this.close();
      this.#hear.expired();
    });
    listenToTypes(events, event => {
      if (this.#events === events) this.#hear.message(...first(event.lastEventId), event.type, event.data);
    }, this.#listening.signal);
  }

  retryLater() {
    this.close();
    this.#timer = setTimeout(() => this.#hear.retry(), this.#backoff.next());
  }

  close() {
    clearTimeout(this.#timer);
    this.#listening?.abort();
    this.#events?.close();
    this.#events = null;
  }

  #onError() {
    // CLOSED means that the response was no event stream: the browser does not reconnect.
    const isFinal = this.#events.readyState === EventSource.CLOSED;
    if (isFinal) this.retryLater();
    this.#hear.lost(isFinal);
  }
}

// The id is the composite position of all topics; the first one is the position of the message's topic.
function first(cursor) {
  const end = cursor.indexOf(',');
  const equals = cursor.indexOf('=');
  return [cursor.slice(0, equals), cursor.slice(equals + 1, end < 0 ? undefined : end)];
}
