// A plot of values over time, as SVG. It draws itself for the space that it has, and shows the values at the time to which the user points.
import { element } from '../../../js/dom.js';
import { clockTime, dateTime, NONE } from '../words.js';
import { area, line } from './path.js';
import { roundUp, timeTicks } from './scale.js';
import { svg } from './svg.js';

const HEIGHT = 132;
const TOP = 8;
const BOTTOM = 20;
const TICK_WIDTH = 64;
// The width of a character of the labels, and their distance from the lines.
const LETTER = 6.4;
const GUTTER = 10;
// Points with fewer missing ones between them are joined: a measurement may be late.
const JOINED = 3;

export class Plot {
  #options;
  #crosshair;
  #data = null;
  #at = null;
  #width = 0;
  #left = 0;
  #image = svg('svg', { role: 'img', tabindex: 0, class: 'plot-image' });
  #marker = svg('line', { class: 'plot-marker', y1: TOP, y2: HEIGHT - BOTTOM });
  #time = element('p', { class: 'plot-time' });
  #legend = element('dl', { class: 'legend' });
  #values = [];

  /** `options`: {title, format, series: [{label, isOptional}], stacked, binary}. */
  constructor(options, crosshair) {
    this.#options = options;
    this.#crosshair = crosshair;
    this.#values = options.series.map(({ label }, index) => {
      const value = element('dd', {}, NONE);
      const row = element('div', {}, element('dt', {}, element('i', { class: `key s${index + 1}` }), label), value);
      this.#legend.append(row);
      return { row, value };
    });
    this.element = element('figure', { class: 'card plot' },
      element('figcaption', {}, element('h3', {}, options.title), this.#time), this.#legend, this.#image);
    this.#image.addEventListener('pointermove', event => this.#onPointer(event));
    this.#image.addEventListener('pointerleave', () => crosshair.point(null));
    this.#image.addEventListener('keydown', event => this.#onKey(event));
    this.#image.addEventListener('blur', () => crosshair.point(null));
    crosshair.join(this);
    new ResizeObserver(([{ contentRect: { width } }]) => {
      if (Math.abs(width - this.#width) < 1) return;
      this.#width = width;
      this.#draw();
    }).observe(this.#image);
  }

  /** `data`: {from, step, values}: for each series its values, from the first bin on. */
  show(data) {
    this.#data = data;
    this.#draw();
  }

  /** Shows the values of one bin instead of the newest ones. */
  point(index) {
    this.#at = index;
    if (this.#data) this.#showValues();
  }

  get #count() {
    return this.#data.values[0].length;
  }

  #x(index) {
    return this.#left + (this.#count > 1 ? index / (this.#count - 1) * (this.#width - this.#left) : 0);
  }

  #draw() {
    if (!this.#data || this.#width === 0) return;
    const { series, stacked, binary } = this.#options;
    this.#image.setAttribute('viewBox', `0 0 ${this.#width} ${HEIGHT}`);
    const stacks = stacked ? stack(this.#data.values) : this.#data.values;
    const most = roundUp(Math.max(0, ...stacks.flat().filter(value => value != null)), binary);
    this.#left = Math.max(...[most, most / 2].map(value => this.#options.format(value).length)) * LETTER + GUTTER;
    const y = value => HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    const lines = stacks.map(values => joinAcross(values).map((value, index) => value == null ? null : [this.#x(index), y(value)]));
    const floor = which => index => which > 0 && stacked ? lines[which - 1][index]?.[1] ?? y(0) : y(0);
    // The first series of a plot with lines has a light area, so that the plot is seen at a glance.
    const areas = lines.flatMap((points, which) => stacked || which === 0 ? [svg('path', { class: `area s${which + 1}${stacked ? ' stacked' : ''}`, d: area(points, floor(which)) })] : []);
    this.#image.replaceChildren(...this.#grid(y, most), ...areas.reverse(),
      ...series.map((_, which) => svg('path', { class: `line s${which + 1}`, d: line(lines[which]) })).reverse(), ...this.#texts(y, most), this.#marker);
    this.#showValues();
  }

  #grid(y, most) {
    return [0, most / 2, most].map(value => svg('line', { class: 'plot-grid', x1: this.#left, x2: this.#width, y1: y(value), y2: y(value) }));
  }

  #texts(y, most) {
    const { from, step } = this.#data;
    const to = from + step * (this.#count - 1);
    const ticks = timeTicks(from, to, Math.max(2, Math.floor((this.#width - this.#left) / TICK_WIDTH)));
    const isLong = to - from > 24 * 3_600_000;
    return [
      ...[most / 2, most].map(value => svg('text', { class: 'plot-text', 'text-anchor': 'end', x: this.#left - GUTTER + 2, y: y(value) + 4 }, this.#options.format(value))),
      ...ticks.map(time => svg('text', { class: 'plot-text', 'text-anchor': 'middle', x: this.#x((time - from) / step), y: HEIGHT - 4 }, tickText(time, isLong)))
        .filter(text => Number(text.getAttribute('x')) < this.#width - 16),
    ];
  }

  #showValues() {
    const { values, from, step } = this.#data;
    const { series, format, title } = this.#options;
    const newest = values.reduce((last, each) => Math.max(last, each.findLastIndex(value => value != null)), -1);
    const index = this.#at ?? newest;
    const texts = series.map((_, which) => index < 0 ? NONE : format(values[which][index]));
    series.forEach(({ isOptional }, which) => {
      this.#values[which].value.textContent = texts[which];
      this.#values[which].row.hidden = Boolean(isOptional) && !values[which].some(value => value > 0);
    });
    const time = index < 0 ? '' : dateTime(from + step * index);
    this.#time.textContent = this.#at === null ? '' : time;
    const said = series.map(({ label }, which) => this.#values[which].row.hidden ? null : `${label} ${texts[which]}`).filter(Boolean).join(', ');
    this.#image.setAttribute('aria-label', `${title}${time ? ` at ${time}` : ''}: ${said || 'no values'}`);
    this.#marker.setAttribute('visibility', this.#at === null ? 'hidden' : 'visible');
    if (this.#at !== null) for (const end of ['x1', 'x2']) this.#marker.setAttribute(end, this.#x(this.#at));
  }

  #onPointer(event) {
    if (!this.#data) return;
    const share = (event.offsetX - this.#left) / (this.#width - this.#left);
    this.#crosshair.point(Math.max(0, Math.min(this.#count - 1, Math.round(share * (this.#count - 1)))));
  }

  #onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') this.#crosshair.point(null);
    if (!step || !this.#data) return;
    event.preventDefault();
    this.#crosshair.point(Math.max(0, Math.min(this.#count - 1, (this.#at ?? this.#count) + step)));
  }
}

function stack(values) {
  const sums = [];
  return values.map(each => each.map((value, index) => {
    if (value == null) return null;
    return sums[index] = (sums[index] ?? 0) + value;
  }));
}

// Fills short interruptions between two values with a straight line.
function joinAcross(values) {
  const joined = [...values];
  let last = -1;
  values.forEach((value, index) => {
    if (value == null) return;
    const missing = index - last - 1;
    if (last >= 0 && missing > 0 && missing < JOINED) for (let i = 1; i <= missing; i++) joined[last + i] = values[last] + (value - values[last]) * i / (missing + 1);
    last = index;
  });
  return joined;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

const tickText = (time, isLong) => isLong && new Date(time).getHours() === 0 ? day.format(time) : clockTime(time).slice(0, 5);
