// One webhook: its health, the topics whose deliveries fail, and its latest requests.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { webhooks } from '../server.js';
import { act } from '../ui/act.js';
import { button, card, facts, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, number, timeElement } from '../words.js';
import { deliveryTable } from './deliveries.js';
import { healthOf } from './health.js';

const DELIVERIES = 50;

export function openWebhook({ root, part: id, signal }) {
  const problem = problemPlace();
  const mark = element('span', { class: 'badges' });
  const summary = element('div', {});
  const notice = element('p', { class: 'error', hidden: true });
  const failing = failingTable();
  const failingCard = card({ title: 'Failing topics', flush: true }, failing.element);
  const deliveries = deliveryTable(id, () => look());
  const rest = button('Pause', made => pauseOrResume(made), { name: 'rest' });
  let webhook = null;
  const look = poll({
    load: () => Promise.all([webhooks.get(id), webhooks.deliveries(id, { limit: DELIVERIES })]),
    show: ([next, list]) => {
      webhook = next;
      draw();
      deliveries.show(list);
    },
    signal, problem,
  });
  function draw() {
    root.querySelector('h1').textContent = webhook.url;
    mark.replaceChildren(healthOf(webhook));
    rest.textContent = webhook.state === 'active' ? 'Pause' : 'Resume';
    rest.classList.toggle('primary', webhook.state !== 'active');
    notice.hidden = !webhook.reason;
    notice.textContent = webhook.reason ?? '';
    summary.replaceChildren(describe(webhook));
    failingCard.hidden = !webhook.failing?.length;
    failing.show(webhook.failing ?? []);
  }
  const pauseOrResume = async made => webhook && await act(made, {
    run: () => webhook.state === 'active' ? webhooks.pause(id) : webhooks.resume(id),
    done: after => after.state === 'active' ? 'The webhook continues where it stopped.' : 'The webhook is paused; it keeps its positions.',
  }) && look();
  const test = async made => await act(made, {
    run: () => webhooks.test(id),
    done: delivery => delivery.error ? `The test failed. ${delivery.error}` : `The receiver responded with status ${delivery.status}.`,
  }) && look();
  const remove = async made => await act(made, {
    ask: { title: 'Delete this webhook?', text: `${webhook?.url ?? id} receives nothing any more, and its positions and its list of requests are deleted. This cannot be undone.`, button: 'Delete webhook' },
    run: () => webhooks.delete(id),
    done: () => 'The webhook was deleted.',
  }) && (location.hash = to('webhooks'));
  failingCard.hidden = true;
  root.append(
    head({
      title: 'Webhook', code: true, back: [to('webhooks'), 'Webhooks'], badge: mark, text: element('code', {}, id),
      actions: [button('Send a test', test, { name: 'test' }), rest, button('Delete', remove, { kind: 'danger', name: 'delete' })],
    }),
    problem, notice,
    element('div', { class: 'split' },
      element('div', { class: 'stack' }, failingCard, card({ title: 'Requests', hint: 'Newest first', flush: true }, deliveries.element)),
      card({ title: 'Facts' }, summary)));
}

const describe = each => facts([
  ['State', each.state],
  ['Failing since', each.failingSince && timeElement(each.failingSince)],
  ['Waiting messages', number(each.waiting)],
  ['Topics', element('code', {}, each.topics.join(', '))],
  ['Types', each.types.length ? each.types.join(', ') : 'all'],
  ['Order', each.ordered ? 'in order' : 'any order'],
  ['Messages per request', `up to ${number(each.batch)}`],
  ['Requests per minute', each.maxPerMinute == null ? 'no limit' : `up to ${number(each.maxPerMinute)}`],
  ['Headers', Object.keys(each.headers ?? {}).join(', ') || null],
  ['Created', agoElement(each.created)],
  ['Old secret until', each.oldSecretUntil && timeElement(each.oldSecretUntil)],
]);

function failingTable() {
  return new Table({
    label: 'Failing topics', key: each => each.topic, empty: 'No topic fails.',
    columns: [
      { name: 'Topic', main: true, cell: each => link(each.topic, to('topics', each.topic), 'link code'), same: each => each.topic },
      { name: 'Failures', number: true, cell: each => number(each.failures) },
      { name: 'Since', number: true, less: true, cell: each => agoElement(each.since) },
      { name: 'Error', wide: true, less: true, cell: each => each.error ?? '' },
    ],
  });
}
