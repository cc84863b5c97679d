// One topic: its messages, live or from a time in its history, its facts, and what an administrator may do with it.
import { element } from '../../../js/dom.js';
import { topicPath, withQuery } from '../../../js/api.js';
import { to } from '../router.js';
import { topics } from '../server.js';
import { badge, button, card, facts, head } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { agoElement, bytes, dateTime, number, rate } from '../words.js';
import { closeTopic, deleteTopic, trimTopic } from './actions.js';
import { MessagePanel } from './message-panel.js';
import { publishForm } from './publish-form.js';
import { TopicRates } from './rates.js';

export function openTopic({ root, part: topic, signal }) {
  const rates = new TopicRates();
  const problem = problemPlace();
  const table = element('div', {});
  const marks = element('span', { class: 'badges' });
  const panel = new MessagePanel(topic, signal);
  let state = null;
  const close = button('Close', async made => await closeTopic(made, topic) && look(), { name: 'close' });
  const look = poll({
    load: () => topics.get(topic),
    show: next => {
      state = next;
      rates.take([next]);
      close.disabled = next.closed;
      marks.replaceChildren(...next.closed ? [badge('closed', 'quiet')] : []);
      table.replaceChildren(describe(next, rates.of(topic)));
    },
    signal, problem,
  });
  root.append(
    head({
      title: topic, code: true, back: [to('topics'), 'Topics'], badge: marks,
      actions: [
        button('Trim', async made => state && await trimTopic(made, topic, state) && look(), { name: 'trim' }),
        close,
        button('Delete', async made => await deleteTopic(made, topic) && (location.hash = to('topics')), { kind: 'danger', name: 'delete' }),
      ],
    }),
    problem,
    element('div', { class: 'split' },
      panel.element,
      element('div', { class: 'stack' },
        card({ title: 'Facts' }, table, downloads(topic)),
        publishForm(topic, () => look()))));
  panel.start();
}

const describe = (state, perSecond) => facts([
  ['Messages', number(state.messages ?? state.count)],
  ['Rate', rate(perSecond)],
  ['Subscribers', number(state.subscribers)],
  ['Size', state.bytes == null ? null : bytes(state.bytes)],
  ['Last message', state.lastTime ? agoElement(state.lastTime) : null],
  ['Content type', state.contentType],
  ['Expires', state.expires ? dateTime(state.expires) : null],
  ['Oldest', state.oldest ? element('code', {}, state.oldest) : 'none kept'],
  ['Newest', element('code', {}, state.newest)],
]);

// Plain links: the browser writes the file to disk while it arrives.
const downloads = topic => element('div', { class: 'downloads' }, element('h3', {}, 'Download'),
  element('p', { class: 'actions' }, ...['csv', 'ndjson', 'json'].map(format => element('a', {
    class: 'button small', href: withQuery(`${topicPath(topic)}/messages`, { format }), download: `${topic.replaceAll(':', '-')}.${format}`,
  }, format === 'json' ? 'JSON' : format.toUpperCase()))));
