// Computes the delay before the next attempt: it doubles each time, and half of it is random, so that many clients do not reconnect at the
// same time.

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
