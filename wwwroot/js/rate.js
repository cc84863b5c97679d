// Computes the messages a second, over the last few seconds.

const SECONDS = 3;

export class Rate {
  #counts = [];

  add(count) {
    const now = performance.now();
    const last = this.#counts.at(-1);
    // Messages of the same tenth of a second share an entry, so that there are few entries.
    if (last && now - last.since < 100) last.count += count;
    else this.#counts.push({ since: now, count });
    this.#forget(now);
  }

  get perSecond() {
    this.#forget(performance.now());
    return Math.round(this.#counts.reduce((sum, each) => sum + each.count, 0) / SECONDS);
  }

  #forget(now) {
    while (this.#counts.length > 0 && now - this.#counts[0].since > SECONDS * 1000) this.#counts.shift();
  }
}
