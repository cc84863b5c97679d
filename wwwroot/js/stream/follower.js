// One tab's interest in one topic, on the side of the shared stream: where the tab stands, and what it was not given yet.
// What waits is bounded: a tab that is slower than the topic gets the number of all messages, and the latest of them.
import { parsePosition } from '../position.js';

const MOST_WAITING = 200;
const LONGEST_DATA = 4000;

export class Follower {
  #waiting = [];
  #count = 0;
  #changed = true;
  #state = 'connecting';
  #at = null;
  #replay = null;

  /** `whole`: data is never cut, for who parses it. */
  constructor(topic, whole) {
    this.topic = topic;
    this.whole = whole;
    this.isFresh = true;
    this.isFirst = false;
    this.position = null;
  }

  get state() {
    return this.#state;
  }

  startAt(position) {
    this.#at = parsePosition(position);
    this.position = this.#at ? position : null;
  }

  setState(state) {
    if (state === this.#state) return;
    if (this.#state === 'live' && state === 'reconnecting') this.#notice({ kind: 'lost', position: this.position });
    this.#state = state;
    this.#changed = true;
  }

  /** What comes until the end of the replay was there before. */
  beginReplay() {
    this.#replay = { after: this.position, base: this.#at, first: this.isFirst || this.#replay?.first === true, lossy: false };
    this.isFresh = this.isFirst = false;
  }

  endReplay(head) {
    const replay = this.#replay;
    this.#replay = null;
    const end = parsePosition(head);
    if (!replay || !end) return;
    const count = replay.base?.epoch === end.epoch ? Math.max(0, end.offset - replay.base.offset) : 0;
    this.#notice({ kind: replay.first ? 'started' : 'resumed', after: replay.after, head, count, lossy: replay.lossy });
  }

  /** The stream that carries the topic is open. */
  open() {
    this.setState('live');
    if (!this.position) this.#notice({ kind: 'opened' });
  }

  message(position, type, data) {
    const at = parsePosition(position);
    if (this.#at && at.epoch === this.#at.epoch) {
      // Sent again since another tab began earlier.
      if (at.offset <= this.#at.offset) return;
      // Offsets rise by one, so a jump is a message of a type that nobody listens for.
      if (at.offset > this.#at.offset + 1) this.#notice({ kind: 'skipped', count: at.offset - this.#at.offset - 1 });
    }
    this.#at = at;
    this.position = position;
    this.#count++;
    const cut = !this.whole && data.length > LONGEST_DATA;
    this.#add({ kind: 'message', position, type, data: cut ? data.slice(0, LONGEST_DATA) : data, length: data.length });
  }

  /** Messages up to this position are gone. Who stands there already has lost nothing. */
  gap(position) {
    const at = parsePosition(position);
    const same = this.#at?.epoch === at.epoch;
    if (same && this.#at.offset >= at.offset) return;
    if (this.#at) this.#notice({ kind: 'gap', requested: this.position, lost: same ? at.offset - this.#at.offset : null });
    if (this.#replay) Object.assign(this.#replay, { base: at, lossy: true });
    this.#at = at;
    this.position = position;
  }

  refuse(sentence) {
    this.#notice({ kind: 'refused', sentence });
    this.setState('closed');
  }

  /** What the tab is to be given now; null for nothing. */
  take() {
    if (!this.#changed) return null;
    const frame = { state: this.#state, position: this.position, count: this.#count, items: this.#waiting };
    this.#waiting = [];
    this.#count = 0;
    this.#changed = false;
    return frame;
  }

  #notice(item) {
    this.#add(item);
  }

  #add(item) {
    this.#changed = true;
    this.#waiting.push(item);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }
}
