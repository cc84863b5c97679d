// Tells replayed messages from live ones: the server says once, after a replay, what the newest position was when it began.
import { hasReached } from './position.js';

const KEPT_ROWS = 200;

export class Replay {
  #rows = [];
  #lossy = false;
  #done;

  /** `done(how many, their latest rows, whether there was a gap)` is called once, unless the replay is abandoned. */
  constructor(done) {
    this.#done = done;
  }

  saw(position, row) {
    if (this.#done) this.#rows.push({ position, row });
  }

  /** A gap is no replayed message. */
  lost() {
    this.#lossy = true;
  }

  /** The replay ends with `head`; what was published meanwhile may have come before this is called. */
  end(head) {
    const done = this.#done;
    if (!done) return;
    this.abandon();
    const replayed = this.#rows.filter(seen => hasReached(head, seen.position));
    done(replayed.length, replayed.slice(-KEPT_ROWS).map(seen => seen.row), this.#lossy);
  }

  abandon() {
    this.#done = null;
  }
}
