// Background tasks: short work of this process after a response. Only the latest are known.
import { element } from '../../../js/dom.js';
import { tasks } from '../server.js';
import { badge, card, head } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, milliseconds, number, NONE } from '../words.js';

export const title = 'Background tasks';

const TONES = { succeeded: 'good', failed: 'bad', cancelled: 'quiet' };

export function open({ root, signal }) {
  const problem = problemPlace();
  const waiting = element('b', {}, NONE);
  const running = element('b', {}, NONE);
  const table = new Table({
    label: 'Background tasks', key: each => `${each.name} ${each.added} ${each.started}`, empty: 'No background task has ended since the server started.',
    columns: [
      { name: 'Task', main: true, wide: true, cell: each => nameOf(each), same: each => each.name },
      { name: 'Outcome', cell: each => badge(each.outcome, TONES[each.outcome] ?? 'quiet'), same: each => each.outcome },
      { name: 'Took', number: true, less: true, cell: each => milliseconds(each.milliseconds) },
      { name: 'Added', number: true, cell: each => agoElement(each.added) },
    ],
  });
  poll({
    load: tasks.list, signal, problem, show: view => {
      waiting.textContent = number(view.waiting);
      running.textContent = number(view.running);
      table.show(view.tasks);
    },
  });
  root.append(head({ title, text: 'Short work after a response, in this process. It is not stored: a restart loses it, so durable work is a job.' }), problem,
    element('div', { class: 'tiles two' }, tile(waiting, 'waiting'), tile(running, 'running')), card({ flush: true }, table.element));
}

const tile = (value, text) => element('div', { class: 'tile' }, value, element('span', {}, text));

const nameOf = ({ name, error, exception }) => element('span', { class: 'twofold' }, element('span', {}, name),
  ...error ? [element('span', { class: 'bad' }, error)] : [],
  ...exception ? [element('details', {}, element('summary', {}, 'Exception'), element('pre', { class: 'wrapped' }, exception))] : []);
