// The rates of topics, from the newest offsets of two loads of the list.
import { parsePosition } from '../../../js/position.js';

export class TopicRates {
  #topics = new Map();

  take(items, now = performance.now()) {
    const topics = new Map();
    for (const { topic, newest } of items) {
      const at = parsePosition(newest);
      const before = this.#topics.get(topic);
      const isSame = before && at && before.at?.epoch === at.epoch && now > before.now;
      topics.set(topic, { at, now, rate: isSame ? (at.offset - before.at.offset) / ((now - before.now) / 1000) : null });
    }
    this.#topics = topics;
  }

  /** Messages per second; null until the second load. */
  of(topic) {
    return this.#topics.get(topic)?.rate ?? null;
  }
}
