// How the messages of a room look in the chat.
import { element } from './dom.js';
import { dataText, gapSentence } from './words.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A function that makes the row of a message, for the log to call when it draws. */
export function chatRow(message, ownName) {
  if (message.type === 'gap') return () => line('gap', gapSentence(message.data));
  if (isPresence(message.type)) return () => line(message.type, presenceSentence(message));
  return () => said(message, message.sender !== null && message.sender === ownName);
}

export const line = (kind, sentence) => element('p', { class: 'line', 'data-kind': kind }, sentence);

/** The same message for an ear instead of an eye. */
export function spoken(message) {
  if (message.type === 'gap') return gapSentence(message.data);
  if (isPresence(message.type)) return presenceSentence(message);
  return `${message.sender ?? 'Someone'}: ${dataText(message.data)}`;
}

/** Whether a message tells who is in the room, and not what is said there. */
export const isPresence = type => type === 'join' || type === 'leave' || type === 'presence';

function presenceSentence({ type, data }) {
  if (type === 'presence') return `${data?.joined ?? 0} joined, ${data?.left ?? 0} left; ${data?.count ?? 0} are here`;
  return `${data?.name || 'Someone'} ${type === 'join' ? 'joined' : 'left'}`;
}

function said(message, own) {
  const by = element('p', { class: 'said-by' }, element('b', {}, own ? 'You' : message.sender ?? 'Anonymous'));
  if (message.type !== 'message') by.append(element('span', { class: 'type' }, message.type));
  by.append(timeOf(message.time));
  const isJson = typeof message.data !== 'string';
  return element('div', { class: 'said', 'data-own': own, 'data-position': message.position }, by,
    element('p', { class: 'said-text', 'data-json': isJson }, dataText(message.data)));
}

function timeOf(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return element('time', { datetime: iso, title: full.format(time) }, clock.format(time));
}
