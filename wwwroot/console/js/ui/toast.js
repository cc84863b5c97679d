// Short news about what was done, at the edge of the window. An error stays until it is closed.
import { byId, element } from '../../../js/dom.js';
import { icon } from './icon.js';

const SHOWN_FOR = 6000;
const MOST = 4;

/** `tone`: good or bad. */
export function toast(text, tone = 'good') {
  const close = element('button', { type: 'button', class: 'toast-close', 'aria-label': 'Close this message' }, icon('close'));
  const made = element('div', { class: 'toast', 'data-tone': tone, role: tone === 'bad' ? 'alert' : 'status' }, icon(tone === 'bad' ? 'warn' : 'good'), element('p', {}, text), close);
  const remove = () => made.remove();
  close.addEventListener('click', remove);
  if (tone !== 'bad') setTimeout(remove, SHOWN_FOR);
  const list = byId('toasts');
  while (list.children.length >= MOST) list.firstElementChild.remove();
  list.append(made);
}
