// The frame of the console: the drawer with the sections on small windows, the state of the connection, and the user.
import { byId, element } from '../../../js/dom.js';
import { onLink } from '../../../js/stream/shared-stream.js';
import { dateTime } from '../words.js';

// The console always follows a topic once it knows its user, so a stream that is idle is about to be opened.
const STATES = { idle: ['closed', 'Not live'], connecting: ['connecting', 'Connecting'], live: ['live', 'Live'], offline: ['closed', 'Offline'] };

export function startShell() {
  for (const id of ['menu', 'more']) byId(id).addEventListener('click', () => showDrawer(byId('drawer').dataset.open === undefined));
  byId('veil').addEventListener('click', () => showDrawer(false));
  matchMedia('(min-width: 64rem)').addEventListener('change', () => showDrawer(false));
  byId('drawer').addEventListener('click', event => event.target.closest('a') && showDrawer(false));
  addEventListener('keydown', event => event.key === 'Escape' && byId('drawer').dataset.open !== undefined && showDrawer(false, true));
  // The skip link must not change the address, which names the section.
  byId('skip').addEventListener('click', event => {
    event.preventDefault();
    byId('main').focus();
  });
  byId('sign-out').addEventListener('click', () => byId('session-end').click());
  onLink(({ name }) => {
    const [state, text] = STATES[name];
    byId('link').dataset.state = state;
    byId('link').textContent = text;
  });
}

function showDrawer(isOpen, returnFocus = false) {
  byId('drawer').toggleAttribute('data-open', isOpen);
  byId('veil').hidden = !isOpen;
  byId('main').inert = isOpen;
  for (const id of ['menu', 'more']) byId(id).setAttribute('aria-expanded', String(isOpen));
  if (isOpen) byId('drawer').querySelector('a').focus();
  else if (returnFocus) [byId('menu'), byId('more')].find(each => each.checkVisibility())?.focus();
}

/** Shows who uses the console; null on an open server without a token. */
export function showUser(caller) {
  byId('who').hidden = byId('sign-out').hidden = !caller.subject;
  byId('who').replaceChildren('Signed in as ', element('b', {}, element('bdi', {}, caller.name ?? caller.subject ?? '')),
    ...caller.expires ? [` until ${dateTime(caller.expires)}`] : []);
}

/** Shows a number beside a section in the navigation, such as failed jobs; nothing for 0. */
export function showCount(section, value, label) {
  for (const mark of document.querySelectorAll(`.side [data-section="${section}"] .nav-count`)) {
    mark.hidden = !value;
    mark.replaceChildren(String(value ?? ''), element('span', { class: 'unseen' }, ` ${label}`));
  }
}
