// What a connection's state is called, on its badge and in the summary on top of the page.

const WORDS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', closed: 'Disconnected' };

const states = new Map();

/** Shows a state (connecting, live, reconnecting, closed) on a badge; `words` where the usual ones do not fit. */
export function showState(badge, state, words = WORDS[state]) {
  badge.dataset.state = state;
  // The same again would make a screen reader say it again.
  if (badge.textContent !== words) badge.textContent = words;
}

/** Counts a topic or a chat in the summary; null takes it out again, as for a chat that nobody joined. */
export function summarise(name, state) {
  if (state === null) states.delete(name);
  else states.set(name, state);

  const all = [...states.values()];
  const live = all.filter(each => each === 'live').length;
  const badge = document.getElementById('summary');
  if (live === all.length) showState(badge, 'live');
  else if (all.some(each => each.endsWith('connecting'))) showState(badge, 'reconnecting', `${live} of ${all.length} live`);
  else showState(badge, 'closed', live ? `${live} of ${all.length} live` : 'Disconnected');
}
