// Announces news to a screen reader, but not often: all news within a few seconds become one sentence.

const SOON = 300;
const PAUSE = 3000;

export class Announcer {
  #region;
  #count = 0;
  #last = null;
  #timer = 0;

  constructor(region) {
    this.#region = region;
  }

  /** `sentence()` is only called when the sentence is announced. */
  say(sentence) {
    this.#count++;
    this.#last = sentence;
    // The first news are announced soon; news during the pause after that are announced together at its end.
    this.#timer ||= setTimeout(() => this.#speak(), SOON);
  }

  #speak() {
    this.#region.textContent = this.#count > 1 ? `${this.#count} new entries. The last: ${this.#last()}` : this.#last();
    this.#count = 0;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#count > 0) this.#speak();
    }, PAUSE);
  }
}
