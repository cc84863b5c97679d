// Limits: how much of each is used, and what was refused; and the policies of topics.
import { element } from '../../../js/dom.js';
import { limits, topics } from '../server.js';
import { badge, card, head } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { bytes, number } from '../words.js';

export const title = 'Limits';

const NEARLY = 0.8;

export function open({ root, signal }) {
  const problem = problemPlace();
  const refused = problemPlace();
  const table = new Table({
    label: 'Limits', key: each => each.setting ?? each.name, empty: 'No limits are reported.',
    columns: [
      { name: 'Limit', main: true, wide: true, cell: each => element('span', { class: 'twofold' }, each.name, element('code', { class: 'quiet' }, each.setting)), same: each => each.name },
      { name: 'Used', cell: each => usage(each) },
      { name: 'Refused', number: true, cell: each => each.refused > 0 ? badge(number(each.refused), 'bad') : number(each.refused) },
    ],
  });
  const policies = new Table({
    label: 'Policies of topics', key: each => `${each.match} ${each.source}`, empty: 'There are no policies.',
    columns: [
      { name: 'Topics', main: true, wide: true, cell: each => element('code', {}, each.match) },
      { name: 'Store', cell: each => each.store },
      { name: 'Messages', number: true, less: true, cell: each => each.maxMessages == null ? 'all' : number(each.maxMessages) },
      { name: 'Age', number: true, less: true, cell: each => each.maxAge ?? 'any' },
      { name: 'Size', number: true, less: true, cell: each => bytes(each.maxMessageBytes) },
      { name: 'Without a token', cell: each => each.anonymous },
      { name: 'Source', less: true, cell: each => element('code', { class: 'quiet' }, each.source) },
    ],
  });
  poll({ load: limits.list, show: list => table.show(list), signal, problem });
  poll({ load: topics.policies, show: list => policies.show(list), signal, problem: refused, every: 60_000 });
  root.append(head({ title, text: 'What protects the server from one client, how much of it is used now, and what was refused since the start.' }), problem,
    card({ flush: true }, table.element), refused, card({ title: 'Topic policies', hint: 'The first pattern that fits a name applies.', flush: true }, policies.element));
}

function usage({ name, used, limit }) {
  // Rates and sizes are limits of each request or client, and have no common number.
  if (used == null) return limit == null ? '' : `at most ${number(limit)}`;
  if (limit == null) return `${number(used)}, no limit`;
  const share = limit > 0 ? used / limit : 0;
  return element('span', { class: 'progress', 'data-full': share >= NEARLY },
    element('meter', { min: 0, max: limit, high: limit * NEARLY, value: used, 'aria-label': `Used: ${name}` }), element('span', {}, `${number(used)} of ${number(limit)}`));
}
