// The latest requests to a webhook, each with a button that sends it again.
import { element } from '../../../js/dom.js';
import { webhooks } from '../server.js';
import { act } from '../ui/act.js';
import { badge, button } from '../ui/parts.js';
import { Table } from '../ui/table.js';
import { agoElement, count, milliseconds, number } from '../words.js';

/** `onSent()` is called after a request was sent again. */
export const deliveryTable = (id, onSent) => new Table({
  label: 'Requests', key: each => each.number, empty: 'No request yet. Publish to one of its topics, or send a test.',
  columns: [
    { name: 'Result', cell: each => badge(each.status ?? 'no answer', each.error ? 'bad' : 'good'), same: each => each.number },
    { name: 'Request', main: true, wide: true, cell: each => whatOf(each), same: each => each.number },
    { name: 'Time', number: true, cell: each => agoElement(each.time) },
    { name: 'Actions', actions: true, cell: each => each.topic ? resend(id, each, onSent) : '', same: each => each.number },
  ],
});

const whatOf = ({ topic, first, last, count: many, attempt, durationMs, error, response }) => element('span', { class: 'twofold' },
  element('code', {}, topic ?? 'test'),
  element('span', { class: 'quiet' }, [
    ...first ? [`${count(many, 'message')} (${first === last ? first : `${first} to ${last}`})`] : [], `attempt ${number(attempt)}`, milliseconds(durationMs),
  ].join(' · ')),
  ...error ? [element('span', { class: 'bad', title: response ?? null }, error)] : []);

const resend = (id, { number: which }, onSent) => button('Resend', async made => await act(made, {
  run: () => webhooks.resend(id, which),
  done: delivery => delivery.error ? `Sent again, and failed. ${delivery.error}` : `Sent again; the receiver responded with status ${delivery.status}.`,
}) && onSent(), { name: 'resend', label: `Resend request ${which}` });
