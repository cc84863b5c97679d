// Tells replayed messages from live ones: the server says once, after a replay, what the newest position was when it began.
import { hasReached, parsePosition } from './position.js';

export class Replay {
  #base;
  #lossy = false;
  #own = 0;
  #done;

  /** `done(how many, which positions, whether there was a gap)` is called once, unless the replay is abandoned. */
  constructor(after, done) {
    this.#base = parsePosition(after);
    this.#done = done;
  }

  /** What was not missed: one's own new entry. */
  own() {
    this.#own++;
  }

  /** The messages up to here are gone; they are not replayed. */
  gap(position) {
    this.#base = parsePosition(position);
    this.#lossy = true;
  }

  /** The replay ends with `head`; what was published meanwhile may have come before this is called. Offsets rise by one, so that they count. */
  end(head) {
    const done = this.#done;
    const end = parsePosition(head);
    if (!done || !end) return;
    this.abandon();
    const base = this.#base ?? { epoch: end.epoch, offset: end.offset };
    const count = base.epoch === end.epoch ? Math.max(0, end.offset - base.offset - this.#own) : 0;
    done(count, position => hasReached(head, position) && !hasReached(`${base.epoch}-${base.offset}`, position), this.#lossy);
  }

  abandon() {
    this.#done = null;
  }
}
