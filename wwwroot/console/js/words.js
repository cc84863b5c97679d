// Numbers, sizes and times as the console shows them.
import { element } from '../../js/dom.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Shown in place of a value that the server does not report. */
export const NONE = '–';

export const number = value => value == null ? NONE : whole.format(value);

/** "1.24M": for numbers that change all the time, in little space. */
export const short = value => value == null ? NONE : value >= 100_000 ? compact.format(value) : value >= 100 ? whole.format(value) : fine.format(value);

export const rate = value => value == null ? NONE : `${short(value)}/s`;

export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(value) {
  if (value == null) return NONE;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? whole.format(value) : fine.format(value)} ${UNITS[unit]}`;
}

export const milliseconds = value => value == null ? NONE : value >= 10_000 ? duration(value / 1000) : `${value >= 100 ? whole.format(value) : fine.format(value)} ms`;

const PARTS = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];

// "3 min": the largest unit only.
function inWhole(seconds) {
  const [name, size] = PARTS.find(([, each]) => seconds >= each) ?? PARTS.at(-1);
  return `${Math.floor(seconds / size)} ${name}`;
}

/** "3 min 20 s": the largest unit, and a second one if the amount of the first is small. */
export function duration(seconds) {
  if (seconds == null) return NONE;
  const first = PARTS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [name, size] = PARTS[first];
  const amount = Math.floor(seconds / size);
  const next = PARTS[first + 1];
  const rest = next && amount < 10 ? Math.floor((seconds % size) / next[1]) : 0;
  return rest ? `${amount} ${name} ${rest} ${next[0]}` : `${amount} ${name}`;
}

export const clockTime = time => clock.format(new Date(time));

/** "12:04:31" today, and with the day otherwise. */
export const dateTime = time => time == null ? NONE : isToday(time) ? clockTime(time) : moment.format(new Date(time));

const isToday = time => new Date(time).toDateString() === new Date().toDateString();

export function ago(time, now = Date.now()) {
  if (time == null) return NONE;
  const seconds = (now - new Date(time)) / 1000;
  if (Math.abs(seconds) < 1.5) return 'now';
  return seconds < 0 ? `in ${inWhole(-seconds)}` : `${inWhole(seconds)} ago`;
}

/** A time relative to now; its full form is in the tooltip. */
export const agoElement = time => time == null ? NONE : element('time', { datetime: time, title: new Date(time).toLocaleString('en-GB') }, ago(time));

export const timeElement = time => time == null ? NONE : element('time', { datetime: time, title: new Date(time).toLocaleString('en-GB') }, dateTime(time));
