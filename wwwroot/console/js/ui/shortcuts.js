// Shortcuts of single keys. They can be switched off, since speech input may type them by accident.
import { byId, element } from '../../../js/dom.js';
import { to } from '../router.js';

const KEEP = 'streaming-console-keys';
const GO = { o: 'overview', t: 'topics', r: 'rooms', c: 'connections', j: 'jobs', s: 'schedules', w: 'workers', b: 'tasks', h: 'webhooks', l: 'limits', n: 'nodes', a: 'audit' };
const PAUSE = 1500;

let goUntil = 0;

/** `titles`: the name of each section. */
export function startShortcuts(titles) {
  const rows = [['/', 'Search or filter'], ['p', 'Pause or continue the live view'], ['?', 'This list'], ...Object.entries(GO).map(([key, name]) => [`g ${key}`, titles[name]])];
  byId('help-keys').append(...rows.map(([keys, text]) => element('div', {},
    element('dt', {}, ...keys.split(' ').map(key => element('kbd', {}, key))), element('dd', {}, text))));
  byId('help-on').checked = isOn();
  byId('help-on').addEventListener('change', event => localStorage.setItem(KEEP, event.target.checked ? 'on' : 'off'));
  byId('help-open').addEventListener('click', () => byId('help').showModal());
  addEventListener('keydown', onKey);
}

const isOn = () => localStorage.getItem(KEEP) !== 'off';

function onKey(event) {
  if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest('input, textarea, select, dialog')) return;
  const isGoing = performance.now() < goUntil;
  goUntil = 0;
  if (isGoing && GO[event.key]) location.hash = to(GO[event.key]);
  else if (event.key === 'g') goUntil = performance.now() + PAUSE;
  else if (event.key === '/') document.querySelector('#view [data-search]')?.focus();
  else if (event.key === 'p') document.querySelector('#view [data-act=pause]')?.click();
  else if (event.key === '?') byId('help').showModal();
  else return;
  event.preventDefault();
}
