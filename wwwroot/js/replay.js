// Tells replayed messages from live ones: replayed is what lies between the position a connection started from and
// the newest position the topic had when it opened. Neither wire marks it, so the page asks for the newest one.
import { topicState } from './api.js';
import { hasReached } from './position.js';

const QUIET = 2000;
const KEPT_ROWS = 200;

export class Replay {
  #rows = [];
  #head = null;
  #last;
  #timer = 0;
  #lossy = false;
  #done;

  /** `done(how many, their latest rows, whether there was a gap)` is called once, unless the replay is abandoned. */
  constructor(topic, after, done) {
    this.after = after;
    this.#last = after;
    this.#done = done;
    this.#wait();
    topicState(topic).then(state => this.#until(state.newest), () => {});
  }

  saw(position, row) {
    this.#last = position || this.#last;
    if (!this.#done) return;
    this.#rows.push({ position, row });
    if (!this.#settle()) this.#wait();
  }

  /** A gap moves the position as well, but is no replayed message. */
  lost(position) {
    this.#lossy = true;
    this.passed(position);
  }

  /** Something that moves the position and does not count. */
  passed(position) {
    this.#last = position || this.#last;
    this.#settle();
  }

  abandon() {
    clearTimeout(this.#timer);
    this.#done = null;
  }

  #until(head) {
    this.#head = head;
    this.#settle();
  }

  #settle() {
    if (!this.#done || !this.#head || !hasReached(this.#last, this.#head)) return false;
    this.#finish();
    return true;
  }

  // The newest message may be of a type that nobody listens for: then silence says that the replay is over.
  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish(), QUIET);
  }

  #finish() {
    const done = this.#done;
    if (!done) return;
    this.abandon();
    const replayed = this.#rows.filter(seen => !this.#head || hasReached(this.#head, seen.position));
    done(replayed.length, replayed.slice(-KEPT_ROWS).map(seen => seen.row), this.#lossy);
  }
}
