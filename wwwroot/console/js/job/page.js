// One job: its state, arguments, attempts with their errors, events and result.
import { element } from '../../../js/dom.js';
import { jobPath } from '../../../js/api.js';
import { TopicStream } from '../../../js/stream/topic-stream.js';
import { learnType } from '../../../js/stream/shared-stream.js';
import { to } from '../router.js';
import { jobs, topics } from '../server.js';
import { card, codeBlock, facts, head, link, pretty } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, dateTime, duration, number, timeElement } from '../words.js';
import { actionsOf } from './bulk.js';
import { badgeOf, bar } from './states.js';

const EVENTS = 30;
const SOON = 200;

export function openJob({ root, part: id, signal }) {
  const problem = problemPlace();
  const mark = element('span', { class: 'badges' });
  const actions = element('div', { class: 'head-actions' });
  const body = element('div', { class: 'stack' });
  const events = eventTable();
  let job = null;
  const look = poll({
    load: () => Promise.all([jobs.get(id), topics.messages(`job:${id}`, { limit: EVENTS, order: 'desc' }).catch(() => [])]),
    show: ([next, latest]) => {
      if (JSON.stringify(job) !== JSON.stringify(next)) draw(next);
      for (const { type } of latest) learnType(type);
      events.show(latest);
    },
    signal, problem,
  });
  const draw = next => {
    job = next;
    mark.replaceChildren(badgeOf(job));
    actions.replaceChildren(...job.state === 'succeeded' ? [link('Result', `${jobPath(id)}/result`, 'button small')] : [], ...actionsOf(job, () => look()));
    root.querySelector('h1').textContent = job.type;
    body.replaceChildren(...describe(job));
  };
  root.append(
    head({ title: 'Job', code: true, back: [to('jobs'), 'Jobs'], badge: mark, text: element('code', {}, id), actions: [actions] }),
    problem,
    element('div', { class: 'split' }, body, card({ title: 'Events', flush: true }, events.element)));
  follow(id, look, signal);
}

// Each event of the job's topic loads the job again, so that its page changes at once.
function follow(id, look, signal) {
  let timer = 0;
  const stream = new TopicStream(`job:${id}`, ({ count }) => {
    if (count > 0) timer ||= setTimeout(() => {
      timer = 0;
      look();
    }, SOON);
  }, { start: 'live' });
  stream.connect();
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    stream.close();
  });
}

const describe = job => [
  ...job.state === 'running' ? [card({ title: 'Progress' }, bar(job))] : [],
  ...job.errors?.length ? [card({ title: 'Errors', flush: true }, errorList(job.errors))] : [],
  card({ title: 'Facts' }, facts([
    ['Attempt', `${job.attempt} of ${job.attempts}`], ['Priority', number(job.priority)],
    ['Enqueued', agoElement(job.created)], ['Due', job.state === 'queued' ? agoElement(job.due) : null],
    ['Started', job.started && timeElement(job.started)], ['Ended', job.ended && timeElement(job.ended)],
    ['Took', job.started && job.ended ? duration((new Date(job.ended) - new Date(job.started)) / 1000) : null],
    ['Worker', job.worker], ['Origin', job.origin], ['Key', job.key], ['Problem', job.problem],
    ['Parent', job.parent && link(job.parent, to('jobs', job.parent))],
    ['Topic', link(job.topic, to('topics', job.topic), 'link code')],
  ])),
  card({ title: 'Arguments' }, codeBlock(pretty(job.arguments), 'Arguments of the job')),
];

const errorList = errors => element('ol', { class: 'errors' }, ...[...errors].reverse().map(each => element('li', {},
  element('p', { class: 'errors-head' }, element('b', {}, `Attempt ${each.attempt}`), element('code', {}, each.type), element('span', { class: 'quiet' }, dateTime(each.time))),
  element('pre', { class: 'wrapped' }, each.message))));

// What an event says besides the id of the job, which is that of the page.
function detailOf({ type, data: { job, ...rest } }) {
  if (type === 'progress') return element('span', { class: 'quiet' }, `${Math.floor(rest.fraction * 100)} %${rest.text ? ` · ${rest.text}` : ''}`);
  return Object.keys(rest).length ? element('code', { class: 'quiet wrapped' }, JSON.stringify(rest)) : '';
}

function eventTable() {
  return new Table({
    label: 'Events of the job', key: each => each.position, empty: 'No events are kept.',
    columns: [
      { name: 'Time', cell: each => dateTime(each.time) },
      { name: 'Event', main: true, wide: true, cell: each => element('span', { class: 'twofold' }, each.type, detailOf(each)), same: each => each.position },
    ],
  });
}
