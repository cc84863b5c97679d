// The parts of which sections are made: heads, cards, buttons, badges, lists of facts.
import { element } from '../../../js/dom.js';
import { icon } from './icon.js';

/** The head of a section: its title, one sentence, and actions. `back`: [address, name] of the list that contains this item. */
export function head({ title, text, back, badge, actions = [], code = false }) {
  const heading = element('h1', { tabindex: -1, class: code ? 'code' : null }, title);
  return element('header', { class: 'head' },
    element('div', { class: 'head-text' },
      ...back ? [element('a', { class: 'back', href: back[0] }, icon('back'), back[1])] : [],
      element('div', { class: 'head-title' }, heading, ...badge ? [badge] : []),
      ...text ? [element('p', {}, text)] : []),
    element('div', { class: 'head-actions' }, ...actions));
}

/** A surface with an optional title. `flush`: its content reaches the edges, as a table does. */
export function card({ title, hint, actions = [], flush = false, className = '' }, ...children) {
  const top = title || actions.length
    ? [element('div', { class: 'card-head' }, element('div', { class: 'card-title' }, element('h2', {}, title ?? ''), ...hint ? [element('p', {}, hint)] : []),
      ...actions.length ? [element('div', { class: 'card-actions' }, ...actions)] : [])]
    : [];
  return element('section', { class: `card ${flush ? 'flush ' : ''}${className}`.trim() }, ...top, ...children);
}

export function button(text, onClick, { kind = '', label, small = true, name } = {}) {
  const made = element('button', { type: 'button', class: `button ${small ? 'small ' : ''}${kind}`.trim(), 'aria-label': label, 'data-act': name }, text);
  if (onClick) made.addEventListener('click', event => onClick(made, event));
  return made;
}

/** A word with a colour: good, busy, bad, quiet. The word alone says it too. */
export const badge = (text, tone) => element('span', { class: 'badge', 'data-tone': tone }, text);

/** `facts([['Messages', '12'], …])` */
export const facts = rows => element('dl', { class: 'facts' },
  ...rows.filter(row => row && row[1] != null).map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));

export const link = (text, href, className = 'link') => element('a', { class: className, href }, text);

/** JSON with two spaces per level. Text that is no JSON is returned unchanged. */
export function pretty(json) {
  try {
    return JSON.stringify(typeof json === 'string' ? JSON.parse(json) : json, null, 2);
  } catch {
    return String(json);
  }
}

export const codeBlock = (text, label) => element('pre', { class: 'code-block', tabindex: 0, role: 'region', 'aria-label': label }, element('code', {}, text));
