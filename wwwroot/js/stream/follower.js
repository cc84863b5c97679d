// The part of the shared stream that belongs to one topic in one tab: the tab's position, and the messages that wait for the tab. Their
// number is bounded: a tab that is slower than the topic receives the number of all messages, and the latest ones.
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

  /** `whole`: data is never truncated, for a follower that parses it. */
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

  /** Starts a replay: messages until its end are not new. */
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

  /** Called when the stream that contains the topic is open. */
  open() {
    this.setState('live');
    if (!this.position) this.#notice({ kind: 'opened' });
  }

  message(position, type, data) {
    const at = parsePosition(position);
    if (this.#at && at.epoch === this.#at.epoch) {
      // The message was sent again, since another tab started at an earlier position.
      if (at.offset <= this.#at.offset) return;
      // Offsets rise by one, so a larger step is a message of a type without a listener.
      if (at.offset > this.#at.offset + 1) this.#notice({ kind: 'skipped', count: at.offset - this.#at.offset - 1 });
    } else if (this.#at) {
      // The topic has begun again, and the stream was opened at a position of the new one.
      this.#notice({ kind: 'gap', requested: this.position, lost: null });
    }
    this.#at = at;
    this.position = position;
    this.#count++;
    const cut = !this.whole && data.length > LONGEST_DATA;
    this.#add({ kind: 'message', position, type, data: cut ? data.slice(0, LONGEST_DATA) : data, length: data.length });
  }

  /** Called when messages up to this position were deleted. A follower that has them already has lost nothing. */
  gap(position) {
    const at = parsePosition(position);
    const same = this.#at?.epoch === at.epoch;
    if (same && this.#at.offset >= at.offset) return;
    if (this.#at) this.#notice({ kind: 'gap', requested: this.position, lost: same ? at.offset - this.#at.offset : null });
    if (this.#replay) Object.assign(this.#replay, { base: at, lossy: true });
    this.#at = at;
    this.position = position;
  }

  /** Called when the topic was closed: nothing follows. */
  end() {
    this.#notice({ kind: 'ended' });
    this.setState('closed');
  }

  refuse(sentence) {
    this.#notice({ kind: 'refused', sentence });
    this.setState('closed');
  }

  /** Returns the data for the tab, and removes it from the waiting data; null for none. */
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
