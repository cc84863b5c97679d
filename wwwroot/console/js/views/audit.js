// The audit trail: refused requests and actions of administrators, newest first, from the topic audit:log.
import { element } from '../../../js/dom.js';
import { topicPath, withQuery } from '../../../js/api.js';
import { topics } from '../server.js';
import { choice, filters, textField, valuesOf } from '../ui/filters.js';
import { badge, button, card, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { count, dateTime } from '../words.js';

export const title = 'Audit';

const TOPIC = 'audit:log';
const SIZE = 100;

export function open({ root, signal }) {
  const problem = problemPlace();
  let items = [];
  // The position before which the shown entries are; null for the newest entries.
  let before = null;
  const note = element('p', { class: 'pager-text', role: 'status' });
  const older = button('Older', () => turn(items.at(-1)?.position), { name: 'older' });
  const newest = button('Newest', () => turn(null), { name: 'newest' });
  const table = new Table({
    label: 'Audit trail', key: each => each.position, empty: 'Nothing was refused or changed yet.',
    columns: [
      { name: 'Time', cell: each => dateTime(each.time) },
      { name: 'Kind', cell: each => badge(each.type, each.type === 'refused' ? 'bad' : 'quiet'), same: each => each.type },
      { name: 'What', main: true, wide: true, cell: each => whatOf(each.data), same: each => each.position },
      { name: 'Who', less: true, cell: each => whoOf(each.data) },
    ],
  });
  const draw = () => {
    const { text = '', kind } = valuesOf(form);
    const wanted = text.toLowerCase();
    const found = items.filter(each => (!kind || (kind === 'refused') === (each.type === 'refused')) && JSON.stringify(each.data).toLowerCase().includes(wanted));
    table.show(found);
    note.textContent = `${count(found.length, 'entry', 'entries')}${found.length < items.length ? ` of the ${items.length} loaded` : ''}`;
    older.hidden = items.length < SIZE;
    newest.hidden = before === null;
  };
  const form = filters([
    textField('text', 'Contains', '', { type: 'search', 'data-search': true, spellcheck: 'false' }),
    choice('kind', 'Kind', [['', 'Everything'], ['refused', 'Refused requests'], ['action', 'Actions']]),
  ], draw, signal);
  const show = found => {
    items = found;
    draw();
  };
  const look = poll({ load: () => topics.messages(TOPIC, { order: 'desc', limit: SIZE, before }), show, signal, problem });
  const turn = position => {
    before = position ?? null;
    look();
  };
  root.append(
    head({
      title, text: 'Refused requests and the actions of administrators.',
      actions: [link('Download CSV', withQuery(`${topicPath(TOPIC)}/messages`, { format: 'csv' }), 'button small')],
    }),
    form, problem, card({ flush: true }, table.element, element('div', { class: 'pager' }, note, newest, older)));
}

const whatOf = ({ detail, method, path }) => element('span', { class: 'twofold' }, detail ?? '', element('code', { class: 'quiet' }, [method, path].filter(Boolean).join(' ')));

const whoOf = ({ subject, address }) => element('span', { class: 'twofold' }, subject ? element('bdi', {}, subject) : element('span', { class: 'quiet' }, 'anonymous'), element('span', { class: 'quiet' }, address ?? ''));
