// Speaks to a screen reader, seldom: what comes within a few seconds becomes one sentence.

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

  /** `sentence()` is only made where it is spoken. */
  say(sentence) {
    this.#count++;
    this.#last = sentence;
    // The first one soon; those that come during the pause after it, together at its end.
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
