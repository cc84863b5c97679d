// One topic over EventSource. The browser reconnects by itself and sends Last-Event-ID; what is left to do here is
// to pass the position after a disconnect by hand, and to try again where the browser gives up.
//
// Tells: state {state}, open {after, first}, message {position, type, data}, gap {position, gap},
// caughtUp {head}, refused {sentence}.
import { tellShutOut, topicPath, topicState, withQuery } from './api.js';
import { Backoff } from './backoff.js';
import { listenToTypes } from './event-types.js';
import { parsePosition } from './position.js';

const RECENT = 10;

export class TopicStream extends EventTarget {
  #source = null;
  #listening = null;
  #timer = 0;
  #opened = false;
  #backoff = new Backoff();

  constructor(topic) {
    super();
    this.topic = topic;
    this.position = null;
  }

  connect() {
    this.#stop();
    this.#tell('state', { state: 'connecting' });
    this.#start();
  }

  close() {
    this.#stop();
    this.#tell('state', { state: 'closed' });
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#listening?.abort();
    this.#source?.close();
    this.#source = null;
  }

  async #start() {
    const listening = this.#listening = new AbortController();
    let after = this.position;
    try {
      after ??= await startOf(this.topic);
    } catch (problem) {
      if (listening.signal.aborted) return;
      return problem.isRefusal ? this.#refuse(problem.message) : this.#tryLater();
    }
    if (listening.signal.aborted) return;
    if (parsePosition(after)) this.position = after;

    const source = this.#source = new EventSource(withQuery(`${topicPath(this.topic)}/events`, { after }));
    source.addEventListener('open', () => this.#onOpen());
    source.addEventListener('error', () => this.#onError());
    source.addEventListener('gap', event => this.#onGap(event));
    source.addEventListener('caught-up', event => this.#tell('caughtUp', { head: JSON.parse(event.data).position }));
    source.addEventListener('expired', () => this.#onExpired());
    listenToTypes(source, event => this.#onMessage(event), listening.signal);
  }

  #onOpen() {
    this.#backoff.reset();
    this.#tell('open', { after: this.position, first: !this.#opened });
    this.#opened = true;
    this.#tell('state', { state: 'live' });
  }

  #onError() {
    // CLOSED means that the answer was no event stream (a 503 of a proxy, for one): the browser tries no more.
    if (this.#source?.readyState === EventSource.CLOSED) this.#askWhy();
    else this.#tell('state', { state: 'reconnecting' });
  }

  // The same over HTTP gives the reason away, which an EventSource hides.
  async #askWhy() {
    this.#tryLater();
    const waiting = this.#timer;
    const problem = await topicState(this.topic).then(() => null, reason => reason);
    if (problem?.isRefusal && this.#timer === waiting) this.#refuse(problem.message);
  }

  #onExpired() {
    this.#refuse('The token has ended. With a new one this goes on where it stopped.');
    tellShutOut();
  }

  #onMessage(event) {
    const before = this.position;
    this.position = event.lastEventId || this.position;
    this.#tell('message', { position: event.lastEventId, type: event.type, data: event.data, before });
  }

  #onGap(event) {
    this.position = event.lastEventId || this.position;
    let gap = null;
    try {
      gap = JSON.parse(event.data);
    } catch {
      // A gap that cannot be read is still a gap: the sentence says that the number is unknown.
    }
    this.#tell('gap', { position: event.lastEventId, gap });
  }

  #tryLater() {
    this.#stop();
    this.#tell('state', { state: 'reconnecting' });
    this.#timer = setTimeout(() => this.#start(), this.#backoff.next());
  }

  #refuse(sentence) {
    this.close();
    this.#tell('refused', { sentence });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A few messages back from the newest, so that the first look is not an empty one. */
async function startOf(topic) {
  let state;
  try {
    state = await topicState(topic);
  } catch (problem) {
    if (problem.status === 404) return 'earliest';
    throw problem;
  }
  const newest = parsePosition(state.newest);
  if (!newest) return 'earliest';
  const oldest = parsePosition(state.oldest)?.offset ?? newest.offset + 1;
  const from = Math.max(newest.offset - RECENT, oldest - 1);
  return from > 0 ? `${newest.epoch}-${from}` : 'earliest';
}
