// Connections: who is connected, from where, how far behind, and a way to cut one.
import { element } from '../../../js/dom.js';
import { keepQuery, to } from '../router.js';
import { connections } from '../server.js';
import { act } from '../ui/act.js';
import { choice, filters, textField, valuesOf } from '../ui/filters.js';
import { Pager } from '../ui/pager.js';
import { badge, button, card, head, link } from '../ui/parts.js';
import { problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, bytes, count, number } from '../words.js';

export const title = 'Connections';

const SIZE = 50;
const TRANSPORTS = [['', 'Any transport'], ['sse', 'SSE'], ['websocket', 'WebSocket'], ['signalr', 'SignalR'], ['centrifugal', 'Centrifugal'], ['durable-streams', 'Durable Streams'], ['download', 'Download']];
const NAMES = Object.fromEntries(TRANSPORTS);
// A connection that lacks more messages than this is marked.
const FAR_BEHIND = 100;

export function open({ root, query, signal }) {
  const problem = problemPlace();
  const table = new Table({ label: 'Connections', columns: columns(() => pager.look()), key: each => each.id, empty: 'No connection fits these filters.' });
  const form = filters([
    textField('topic', 'Topic', query.get('topic') ?? '', { 'data-search': true, autocapitalize: 'none', spellcheck: 'false' }),
    textField('subject', 'Subject', query.get('subject') ?? '', { autocapitalize: 'none', spellcheck: 'false' }),
    choice('transport', 'Transport', TRANSPORTS, query.get('transport') ?? ''),
  ], () => {
    keepQuery('connections', null, valuesOf(form));
    pager.restart();
  }, signal);
  const pager = new Pager({
    load: after => connections.page({ ...valuesOf(form), after, limit: SIZE }),
    show: items => table.show(items), signal, problem, words: many => count(many, 'connection'),
  });
  root.append(head({ title, text: 'Every open stream and WebSocket, oldest first. A client that is cut may connect again and resumes where it was.' }),
    form, problem, card({ flush: true }, table.element, pager.element));
}

const columns = onCut => [
  { name: 'Client', main: true, wide: true, cell: each => nameOf(each) },
  { name: 'Transport', cell: each => NAMES[each.transport] ?? each.transport },
  { name: 'Topics', cell: each => topicsOf(each), same: each => `${each.topics} ${each.topicCount}` },
  { name: 'Since', number: true, cell: each => agoElement(each.since) },
  { name: 'Behind', number: true, cell: each => behindOf(each) },
  { name: 'Actions', actions: true, cell: each => cutButton(each, onCut), same: each => each.id },
];

const nameOf = ({ name, subject, address, node }) => element('span', { class: 'twofold' },
  name || subject ? element('bdi', {}, name ?? subject) : element('span', { class: 'quiet' }, 'anonymous'),
  element('span', { class: 'quiet' }, [address, node].filter(Boolean).join(' · ')));

const topicsOf = ({ topics, topicCount }) => topics.length === 0 ? element('span', { class: 'quiet' }, 'none') : element('span', { class: 'topics' },
  link(topics[0], to('topics', topics[0]), 'link code'),
  ...topicCount > 1 ? [element('span', { class: 'quiet', title: topics.join('\n') }, ` and ${number(topicCount - 1)} more`)] : []);

function behindOf({ behind, pendingBytes }) {
  if (!behind) return '0';
  const text = `${number(behind)}${pendingBytes ? ` · ${bytes(pendingBytes)}` : ''}`;
  return behind > FAR_BEHIND ? badge(text, 'busy') : text;
}

const cutButton = (each, onCut) => button('Cut', async made => await act(made, {
  ask: { title: 'Cut this connection?', text: `${each.name ?? each.subject ?? 'An anonymous client'} at ${each.address} is disconnected. A client that reconnects by itself resumes after its last message.`, button: 'Cut' },
  run: () => connections.cut(each.id),
  done: () => 'The connection was cut.',
}) && onCut(), { name: 'cut', label: `Cut the connection of ${each.name ?? each.subject ?? each.address}` });
