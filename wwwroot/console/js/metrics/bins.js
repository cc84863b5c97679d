// Measurements of a period, in bins of equal length. Each node has its own values in a bin; they are joined when they are read.

export class Bins {
  #step;
  #read;
  #bins = new Map();
  #nodes = new Map();

  /** `step` in milliseconds. `read(sample, previous)` returns the values of one measurement by name; `previous` is that of the same node. */
  constructor(step, read) {
    this.#step = step;
    this.#read = read;
  }

  get nodes() {
    return [...this.#nodes.keys()].sort();
  }

  get step() {
    return this.#step;
  }

  add(sample) {
    const time = new Date(sample.time).getTime();
    const previous = this.#nodes.get(sample.node);
    // A measurement that was loaded and also received live counts once.
    if (previous && time <= previous.at) return;
    this.#nodes.set(sample.node, { at: time, sample });
    const index = Math.floor(time / this.#step);
    if (!this.#bins.has(index)) this.#bins.set(index, new Map());
    const bin = this.#bins.get(index);
    if (!bin.has(sample.node)) bin.set(sample.node, new Map());
    const values = bin.get(sample.node);
    for (const [name, value] of Object.entries(this.#read(sample, previous?.sample))) {
      if (value == null) continue;
      const known = values.get(name);
      if (!known) values.set(name, { sum: value, count: 1, max: value, last: value });
      else Object.assign(known, { sum: known.sum + value, count: known.count + 1, max: Math.max(known.max, value), last: value });
    }
  }

  /** Forgets what is older than a time. */
  forget(before) {
    const first = Math.floor(before / this.#step);
    for (const index of this.#bins.keys()) if (index < first) this.#bins.delete(index);
  }

  /**
   * The values of a series for the bins of a period; null where nothing was measured. `over` joins the measurements of a bin (mean, max, sum,
   * last), and `nodes` the values of several nodes (sum, max).
   */
  values({ name, over = 'mean', nodes = 'sum' }, from, to, node = null) {
    const values = [];
    for (let index = Math.floor(from / this.#step); index <= Math.floor(to / this.#step); index++) {
      const bin = this.#bins.get(index);
      const each = bin && [...bin].filter(([key]) => !node || key === node).map(([, found]) => joined(found.get(name), over)).filter(value => value != null);
      if (!each?.length) values.push(null);
      else values.push(nodes === 'max' ? Math.max(...each) : each.reduce((sum, value) => sum + value, 0));
    }
    return values;
  }
}

const joined = (value, over) => value && (over === 'mean' ? value.sum / value.count : value[over]);
