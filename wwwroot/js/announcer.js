// Speaks to a screen reader, seldom: what comes within a few seconds becomes one sentence.

const SOON = 300;
const PAUSE = 3000;

export class Announcer {
  #region;
  #heard = [];
  #timer = 0;

  constructor(region) {
    this.#region = region;
  }

  say(sentence) {
    this.#heard.push(sentence);
    // The first one soon; those that come during the pause after it, together at its end.
    this.#timer ||= setTimeout(() => this.#speak(), SOON);
  }

  #speak() {
    const heard = this.#heard;
    this.#heard = [];
    const last = heard.at(-1);
    this.#region.textContent = heard.length > 1 ? `${heard.length} new entries. The last: ${last}` : last;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#heard.length) this.#speak();
    }, PAUSE);
  }
}
