// One page of a topic's history, from a time on, and the pages before and after it.
import { parsePosition } from '../../../js/position.js';
import { topics } from '../server.js';
import { dateTime, number } from '../words.js';
import { ofHistory } from './message-view.js';

const SIZE = 200;

export class HistoryPage {
  items = [];
  hasOlder = false;
  hasNewer = false;
  #topic;

  constructor(topic) {
    this.#topic = topic;
  }

  get text() {
    if (this.items.length === 0) return 'History: no messages';
    return `History: ${number(this.items.length)} messages, ${dateTime(this.items[0].time)} to ${dateTime(this.items.at(-1).time)}`;
  }

  from(time) {
    return this.#load({ from: time.toISOString() });
  }

  newer() {
    return this.#load({ after: this.items.at(-1).position });
  }

  async older() {
    const found = await topics.messages(this.#topic, { before: this.items[0].position, order: 'desc', limit: SIZE });
    this.#show(found.reverse());
  }

  async #load(start) {
    this.#show(await topics.messages(this.#topic, { ...start, limit: SIZE }));
  }

  #show(found) {
    // A page that became empty meanwhile leaves the present one.
    if (found.length > 0 || this.items.length === 0) this.items = found.map(ofHistory);
    this.hasOlder = (parsePosition(this.items[0]?.position)?.offset ?? 1) > 1;
    this.hasNewer = found.length === SIZE;
  }
}
