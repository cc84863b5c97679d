// One message as a row of the list: time, offset, type and data. The row reuses its elements for other messages.
import { element } from '../../../js/dom.js';
import { parsePosition } from '../../../js/position.js';
import { dataText, readableJson } from '../../../js/words.js';
import { clockTime } from '../words.js';

const make = () => element('div', { class: 'row message' },
  element('time', { class: 'row-time' }), element('button', { type: 'button', class: 'row-offset', tabindex: -1 }), element('span', { class: 'row-data', dir: 'auto' }));

function fill(row, item, toText) {
  const [time, offset, text] = row.children;
  row.dataset.position = item.position;
  time.textContent = clockTime(item.time);
  time.title = item.isArrival ? 'The time at which this page received the message' : item.time;
  offset.textContent = parsePosition(item.position)?.offset ?? '';
  offset.setAttribute('aria-label', `Message ${offset.textContent}: show all of it`);
  text.toggleAttribute('data-json', item.isJson);
  text.textContent = toText(item);
  if (item.type !== 'message') text.prepend(element('bdi', { class: 'type' }, item.type), ' ');
}

/** JSON with readable characters, long data cut. */
export const readableView = { make, fill: (row, item) => fill(row, item, ({ data, isJson, length }) => dataText(isJson ? readableJson(data) : data, length)) };

/** The data as it is stored. */
export const rawView = { make, fill: (row, item) => fill(row, item, ({ data }) => data) };

/** A message of the live stream. Its time is that of its arrival: an event of the stream has none. */
export const ofStream = ({ position, type, data, length }) => ({ position, type, data, length, time: Date.now(), isArrival: true, isJson: /^[[{]/.test(data) });

/** A message of the history. */
export function ofHistory({ position, type, data, data_base64: base64, time, sender }) {
  const text = base64 ?? (typeof data === 'string' ? data : JSON.stringify(data));
  return { position, type, data: text, length: text.length, time, sender, isJson: base64 == null && typeof data !== 'string' };
}
