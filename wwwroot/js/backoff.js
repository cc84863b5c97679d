// How long to wait before the next try: twice as long each time, half of it chance,
// so that a thousand clients do not come back in the same instant.

const FIRST = 500;
const LONGEST = 30_000;

export class Backoff {
  #tries = 0;

  next(atLeast = 0) {
    const ceiling = Math.min(LONGEST, FIRST * 2 ** this.#tries++);
    return atLeast + ceiling * (0.5 + Math.random() / 2);
  }

  reset() {
    this.#tries = 0;
  }
}
