// Jobs: their numbers by state and type, and the list with filters and actions on many.
import { element } from '../../../js/dom.js';
import { actionsOf, bulkOf } from '../job/bulk.js';
import { openJob } from '../job/page.js';
import { pauseCard } from '../job/pauses.js';
import { badgeOf, progressOf } from '../job/states.js';
import { stateTiles } from '../job/state-tiles.js';
import { typeCard } from '../job/types.js';
import { keepQuery, to } from '../router.js';
import { jobs } from '../server.js';
import { choice, filters, textField, valuesOf } from '../ui/filters.js';
import { Pager } from '../ui/pager.js';
import { card, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Selection } from '../ui/selection.js';
import { Table } from '../ui/table.js';
import { agoElement, count } from '../words.js';

export const title = 'Jobs';

const SIZE = 50;
const AGES = [['', 'Any time'], ['15m', 'In the last 15 min'], ['1h', 'In the last hour'], ['1d', 'In the last day'], ['7d', 'In the last week']];

export function open(place) {
  if (place.part) return openJob(place);
  const { root, query, signal } = place;
  const problem = problemPlace();
  const refused = problemPlace();
  const state = query.get('state') ?? '';
  const selection = new Selection('job', () => bulk.show(selection.keys));
  const table = new Table({ label: 'Jobs', columns: columns(selection, () => look()), key: job => job.id, empty: 'No job fits these filters.' });
  const form = filters([
    textField('type', 'Type', query.get('type') ?? '', { 'data-search': true, autocapitalize: 'none', spellcheck: 'false', list: 'job-types' }),
    // The tiles choose the state.
    element('input', { type: 'hidden', name: 'state', value: state }),
    choice('newer-than', 'Enqueued', AGES, query.get('newer-than') ?? ''),
  ], () => {
    keepQuery('jobs', null, valuesOf(form));
    selection.clear();
    tiles.select(valuesOf(form));
    pager.restart();
  }, signal);
  const look = () => {
    pager.look();
    lookAtNumbers();
  };
  const bulk = bulkOf(() => valuesOf(form), selection, look);
  const tiles = stateTiles(valuesOf(form));
  const types = typeCard(look);
  const pauses = pauseCard(look);
  const pager = new Pager({
    load: after => jobs.page({ ...valuesOf(form), after, limit: SIZE }),
    show: items => {
      selection.keep(items.map(job => job.id));
      table.show(items);
      bulk.show(selection.keys);
    },
    signal, problem, words: many => count(many, 'job'),
  });
  const lookAtNumbers = poll({
    load: () => Promise.all([jobs.stats(), jobs.pauses().catch(() => ({ types: [], lowestPriority: null }))]),
    show: ([stats, paused]) => {
      tiles.show(stats);
      types.show(stats, paused);
      pauses.show(paused);
      bulk.count(stats);
    },
    signal, problem: refused,
  });
  root.append(
    head({ title, text: 'Durable work with arguments, attempts and a result. A failed job keeps the errors of all its attempts.' }),
    tiles.element, pauses.element, refused, types.element, form, problem,
    card({ flush: true }, bulk.element, table.element, pager.element));
}

const columns = (selection, look) => [
  selection.column(job => job.id, job => `Job ${job.id}`),
  { name: 'Job', main: true, wide: true, cell: job => nameOf(job), same: job => `${job.type} ${job.id}` },
  { name: 'State', cell: job => badgeOf(job), same: job => `${job.state} ${job.cancelling}` },
  { name: 'Progress', less: true, cell: job => progressOf(job) },
  { name: 'Attempt', number: true, less: true, cell: job => `${job.attempt} of ${job.attempts}` },
  { name: 'Enqueued', number: true, less: true, cell: job => agoElement(job.created) },
  { name: 'Actions', actions: true, cell: job => actionsOf(job, look), same: job => `${job.state} ${job.cancelling}` },
];

const nameOf = job => element('span', { class: 'twofold' }, link(job.type, to('jobs', job.id)), element('code', { class: 'quiet' }, job.id));
