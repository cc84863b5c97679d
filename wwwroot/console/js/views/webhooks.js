// Webhooks: their health, and one of them with its deliveries.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { webhooks } from '../server.js';
import { card, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, number } from '../words.js';
import { healthOf } from '../webhook/health.js';
import { openWebhook } from '../webhook/page.js';

export const title = 'Webhooks';

// Each of them costs a request every few seconds.
const COUNTED = 50;

export function open(place) {
  if (place.part) return openWebhook(place);
  const { root, signal } = place;
  const problem = problemPlace();
  const table = new Table({
    label: 'Webhooks', key: each => each.id, empty: 'There are no webhooks. Create one on the demonstration page, or with POST /webhooks.',
    columns: [
      { name: 'Receiver', main: true, wide: true, cell: each => nameOf(each), same: each => JSON.stringify([each.url, each.topics, each.types]) },
      { name: 'Health', cell: each => healthOf(each) },
      { name: 'Waiting', number: true, less: true, cell: each => number(each.waiting) },
      { name: 'Failing since', number: true, less: true, cell: each => agoElement(each.failingSince) },
    ],
  });
  poll({
    // The list has no numbers of waiting messages; they are loaded for each of the first webhooks.
    load: async () => Promise.all((await webhooks.list()).map((each, index) => index < COUNTED ? webhooks.get(each.id).catch(() => each) : each)),
    show: list => table.show(list),
    signal, problem,
  });
  root.append(head({ title, text: 'A webhook receives the messages of topics in signed requests. A failing one is tried again, with growing pauses.' }), problem, card({ flush: true }, table.element));
}

const nameOf = each => element('span', { class: 'twofold' }, link(each.url, to('webhooks', each.id)),
  element('span', { class: 'quiet' }, `${each.topics.join(', ')}${each.types.length ? ` · only ${each.types.join(', ')}` : ''}`));
