// Distinguishes replayed messages from live ones: after a replay the server sends the newest position at the start of the replay.
import { hasReached, parsePosition } from './position.js';

export class Replay {
  #base;
  #lossy = false;
  #own = 0;
  #done;

  /** `done(number, positions, hadGap)` is called once, unless the replay is abandoned. */
  constructor(after, done) {
    this.#base = parsePosition(after);
    this.#done = done;
  }

  /** Excludes a message that the user has not missed: the user's own join. */
  own() {
    this.#own++;
  }

  /** Excludes the messages up to this position: they were deleted and are not replayed. */
  gap(position) {
    this.#base = parsePosition(position);
    this.#lossy = true;
  }

  /** Ends the replay at position `head`. Messages that were published meanwhile may have arrived before; the number is computed from offsets, which rise by one. */
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
