// Creates the rows of a room's messages in the chat.
import { element } from './dom.js';
import { lineView } from './event-rows.js';
import { dataText, gapSentence } from './words.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
let formatted = { second: null };
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Adds a message to the log. */
export function addMessage(log, message, ownName) {
  if (message.type === 'gap') addLine(log, 'gap', gapSentence(message.data));
  else if (isPresence(message.type)) addLine(log, message.type, presenceParts(message), message.position);
  else log.add(saidView, { position: message.position, message, isOwn: message.sender !== null && message.sender === ownName });
}

export const addLine = (log, kind, sentence, position) => log.add(lineView, { line: kind, sentence, position });

/** Returns the sentence for a message that a screen reader announces. */
export function spoken(message) {
  if (message.type === 'gap') return gapSentence(message.data);
  if (isPresence(message.type)) return presenceParts(message).map(part => part.textContent ?? part).join('');
  return `${message.sender ?? 'Someone'}: ${dataText(message.data)}`;
}

/** Whether a message is about the members of the room (join, leave, presence) and not part of the conversation. */
export const isPresence = type => type === 'join' || type === 'leave' || type === 'presence';

// A name is isolated from the direction of the sentence around it, since it may be right-to-left text.
function presenceParts({ type, data }) {
  if (type === 'presence') return [`${data?.joined ?? 0} joined, ${data?.left ?? 0} left; ${data?.count ?? 0} are here`];
  return [element('bdi', {}, data?.name || 'Someone'), type === 'join' ? ' joined' : ' left'];
}

const saidView = {
  make: () => element('div', { class: 'said' }, element('p', { class: 'said-by' }), element('p', { class: 'said-text', dir: 'auto' })),

  fill(said, { message, isOwn }) {
    const [by, text] = said.children;
    said.toggleAttribute('data-own', isOwn);
    said.dataset.position = message.position;
    by.replaceChildren(element('b', {}, element('bdi', {}, isOwn ? 'You' : message.sender ?? 'Anonymous')));
    if (message.type !== 'message') by.append(element('bdi', { class: 'type' }, message.type));
    by.append(timeOf(message.time));
    text.toggleAttribute('data-json', typeof message.data !== 'string');
    text.textContent = dataText(message.data);
  },
};

function timeOf(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  // The formatted time is reused: many messages have the same second, and formatting takes longer than the rest of a row.
  const second = Math.floor(time / 1000);
  if (second !== formatted.second) formatted = { second, full: full.format(time), clock: clock.format(time) };
  return element('time', { datetime: iso, title: formatted.full }, formatted.clock);
}
