// The session of the page. A pasted token goes into a cookie that no script can read; the page does not keep the token.
import { at, onShutOut, refreshSession, request, signIn, whoAmI } from './api.js';
import { byId, element, showSentence } from './dom.js';
import { onStreamShutOut } from './stream/shared-stream.js';

// The time before the expiry at which the page asks for a newer token.
const ENDING = 120_000;
// The shortest delay until the page asks again about a session that has ended by the clock of this machine, but not by that of the server.
const SHORTEST = 5_000;
// The longest delay of a timer: a longer one would fire at once.
const LONGEST = 2 ** 31 - 1;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

const NOBODY = { subject: null, open: false, expires: null };

let who = null;
let timer = 0;
let looks = 0;
let tell = () => {};
let advice = '';

/**
 * `onChange(caller)` is called whenever another user is signed in, or no user any more; `caller.subject` is null then. `withoutToken`: what a
 * user without a token should know.
 */
export function startSession(onChange, withoutToken = 'Without a token, this page shows only topics that are open to everyone.') {
  tell = onChange;
  advice = withoutToken;
  byId('session-form').addEventListener('submit', event => {
    event.preventDefault();
    send().catch(problem => fail(problem.message));
  });
  byId('session-newer').addEventListener('click', () => {
    show('newer');
    byId('session-token').focus();
  });
  byId('session-end').addEventListener('click', () => end().catch(problem => fail(problem.message)));
  // A request was refused because of a missing token, or a stream has ended with its token.
  for (const on of [onShutOut, onStreamShutOut]) on(() => who?.subject && look());
  look();
}

async function look() {
  const look = ++looks;
  try {
    const next = await whoAmI();
    if (look === looks) become(next);
  } catch (problem) {
    // The cookie has a token that is not valid any more. Another part of the page reports a server that does not respond.
    if (problem.status !== 401 || look !== looks) return;
    become(NOBODY);
    fail(problem.message);
  }
}

async function send() {
  const token = byId('session-token').value.trim();
  if (!token) throw new Error('Paste a token first.');
  // A newer token continues the running streams; the first token starts a session.
  const { streams, ...next } = await (who?.subject ? refreshSession(token) : signIn(token));
  byId('session-token').value = '';
  looks++;
  become(next);
  if (streams !== null) byId('session-news').textContent = `Signed in until ${clock.format(new Date(next.expires))}`;
}

async function end() {
  await request(at('/session'), { method: 'DELETE' });
  await look();
}

function become(next) {
  const changed = next.subject !== who?.subject || next.expires !== who?.expires;
  who = next;
  showSentence(byId('session-error'), '');
  clearTimeout(timer);
  const left = next.expires ? new Date(next.expires) - Date.now() : Infinity;
  // On an open server nobody has to sign in.
  byId('session').hidden = next.open && !next.subject;
  show(!next.subject ? 'out' : left < ENDING ? 'newer' : 'in');
  if (next.subject && left !== Infinity) timer = setTimeout(() => left < ENDING ? look() : become(who), Math.min(left < ENDING ? Math.max(left + 500, SHORTEST) : left - ENDING + 500, LONGEST));
  if (changed) tell(next);
}

function show(state) {
  byId('session-form').dataset.state = state;
  byId('session-title').textContent = state === 'out' ? 'Sign in' : 'Signed in';
  byId('session-begin').textContent = state === 'out' ? 'Sign in' : 'Continue with it';
  byId('session-label').textContent = state === 'out' ? 'Token' : 'A newer token';
  byId('session-who').replaceChildren(...sentence(state));
}

function sentence(state) {
  if (state === 'out') return [`This server requires a token. ${advice}`];
  const until = who.expires ? `, until ${clock.format(new Date(who.expires))}` : '';
  const newer = state === 'newer' ? ' With a newer token of the same subject, all open streams continue.' : '';
  return ['As ', element('bdi', {}, who.name ?? who.subject), `${until}.${newer}`];
}

function fail(reason) {
  showSentence(byId('session-error'), reason);
}
