// Creates the rows of a panel of live events: messages, and the events of the connection between them.
import { element } from './dom.js';
import { parsePosition } from './position.js';
import { dataText, readableJson } from './words.js';

export const eventView = {
  make: () => element('div', { class: 'row' }, element('span', { class: 'row-offset' }), element('span', { class: 'row-data', dir: 'auto' })),

  fill(row, { position, type, data, length }) {
    const [offset, text] = row.children;
    row.dataset.position = position;
    offset.textContent = parsePosition(position)?.offset ?? '';
    offset.title = position;
    const isJson = /^[[{]/.test(data);
    text.toggleAttribute('data-json', isJson);
    text.textContent = dataText(isJson ? readableJson(data) : data, length);
    if (type !== 'message') text.prepend(element('bdi', { class: 'type' }, type), ' ');
  },
};

export const lineView = {
  make: () => element('p', { class: 'line' }),

  fill(line, { line: kind, sentence }) {
    line.dataset.kind = kind;
    line.replaceChildren(...[sentence].flat());
  },
};
