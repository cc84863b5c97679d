// The time to which the user points, shared by all plots of a section.

export class Crosshair {
  #plots = new Set();

  join(plot) {
    this.#plots.add(plot);
  }

  /** `index` of a point of the plots; null for none. */
  point(index) {
    for (const plot of this.#plots) plot.point(index);
  }
}
