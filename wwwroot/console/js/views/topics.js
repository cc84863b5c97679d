// Topics: a search over all of them, page by page, with sizes, rates and subscribers.
import { element } from '../../../js/dom.js';
import { keepQuery, to } from '../router.js';
import { topics } from '../server.js';
import { openTopic } from '../topic/page.js';
import { TopicRates } from '../topic/rates.js';
import { filters, search, valuesOf } from '../ui/filters.js';
import { Pager } from '../ui/pager.js';
import { badge, card, head, link } from '../ui/parts.js';
import { problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, count, number, rate } from '../words.js';

export const title = 'Topics';

const SIZE = 50;
const HINT = 'A topic appears here with its first message. The topics of jobs are listed by a search that begins with job:';

export function open(place) {
  if (place.part) return openTopic(place);
  const { root, query, signal } = place;
  const rates = new TopicRates();
  const problem = problemPlace();
  const table = new Table({ label: 'Topics', columns: columns(rates), key: each => each.topic, empty: HINT });
  const form = filters([search('match', 'Search topics', query.get('match') ?? '', 'Search, such as room or room:*')], () => {
    keepQuery('topics', null, valuesOf(form));
    pager.restart();
  }, signal);
  const pager = new Pager({
    load: after => loadPage(valuesOf(form).match, after),
    show: items => {
      rates.take(items);
      table.show(items);
    },
    signal, problem, words: many => count(many, 'topic'),
  });
  root.append(
    head({ title, text: 'Each topic is an ordered log of messages that clients read live, from a position, or as a file.' }),
    form, problem, card({ flush: true }, table.element, pager.element));
}

// The server reads a limited number of names for each request, so that a page of a search may be short. It is continued until it is full.
async function loadPage(pattern, after) {
  const items = [];
  let next = after;
  do {
    const page = await topics.page({ pattern, after: next, limit: SIZE - items.length });
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < SIZE);
  return { items, next };
}

const columns = rates => [
  { name: 'Topic', main: true, wide: true, cell: each => nameOf(each), same: each => `${each.topic} ${each.closed}` },
  { name: 'Messages', number: true, cell: each => number(each.messages ?? each.count) },
  { name: 'Rate', number: true, cell: each => rate(rates.of(each.topic)) },
  { name: 'Subscribers', number: true, less: true, cell: each => number(each.subscribers) },
  { name: 'Last message', number: true, less: true, cell: each => agoElement(each.lastTime) },
];

const nameOf = each => [link(each.topic, to('topics', each.topic), 'link code'), ...each.closed ? [' ', badge('closed', 'quiet')] : []];
