// Schedules: when each fires next, how the last firings went, and a button that runs it now.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { schedules } from '../server.js';
import { act } from '../ui/act.js';
import { badge, button, card, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { ago, agoElement, dateTime } from '../words.js';

export const title = 'Schedules';

const TONES = { succeeded: 'good', failed: 'bad', cancelled: 'quiet', skipped: 'busy' };

export function open({ root, signal }) {
  const problem = problemPlace();
  const table = new Table({
    label: 'Schedules', key: each => each.name, empty: 'There are no schedules. Create one with PUT /schedules/{name}, or in code.',
    columns: [
      { name: 'Schedule', main: true, wide: true, cell: each => nameOf(each), same: each => JSON.stringify([each.cron, each.zone, each.type, each.paused, each.source]) },
      { name: 'Next', number: true, cell: each => nextOf(each) },
      { name: 'Last', number: true, less: true, cell: each => agoElement(each.last) },
      { name: 'Last firings', less: true, cell: each => firingsOf(each), same: each => JSON.stringify(each.firings) },
      { name: 'Actions', actions: true, cell: each => actions(each, () => look()), same: each => `${each.paused}` },
    ],
  });
  const look = poll({ load: schedules.list, show: list => table.show(list), signal, problem });
  root.append(head({ title, text: 'A schedule enqueues a job at each time of its cron expression.' }), problem, card({ flush: true }, table.element));
}

const nameOf = each => element('span', { class: 'twofold' },
  element('span', {}, element('b', {}, each.name), ...each.paused ? [' ', badge('paused', 'busy')] : [], ...each.source === 'removed' ? [' ', badge('removed from the code', 'quiet')] : []),
  element('span', { class: 'quiet' }, element('code', {}, each.cron), ` ${each.zone} · `, link(each.type, to('jobs', null, { type: each.type }))));

const nextOf = ({ next }) => next.length === 0 ? '–' : element('time', { datetime: next[0], title: next.map(dateTime).join('\n') }, ago(next[0]));

const firingsOf = ({ firings }) => element('span', { class: 'firings' }, ...[...firings].slice(0, 3).map(each => {
  const text = each.outcome ?? 'open';
  const mark = badge(text, TONES[text] ?? 'busy');
  mark.title = dateTime(each.time);
  return each.job ? element('a', { href: to('jobs', each.job) }, mark) : mark;
}));

const actions = (each, onDone) => [
  button('Run now', async made => await act(made, { run: () => schedules.run(each.name), done: job => `Job ${job.id} of ${each.name} is queued.` }) && onDone(), { name: 'run', label: `Run now: ${each.name}` }),
  button(each.paused ? 'Resume' : 'Pause', async made => await act(made, {
    run: () => each.paused ? schedules.resume(each.name) : schedules.pause(each.name),
    done: () => each.paused ? `${each.name} fires again.` : `${each.name} is paused.`,
  }) && onDone(), { name: each.paused ? 'resume' : 'pause-schedule', label: `${each.paused ? 'Resume' : 'Pause'} ${each.name}` }),
];
