// The words for the states of connections, on their badges and in the summary at the top of the page.

const WORDS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', closed: 'Disconnected' };

const states = new Map();

/** Shows a state (connecting, live, reconnecting, closed) on a badge; `words` replaces the usual text. */
export function showState(badge, state, words = WORDS[state]) {
  badge.dataset.state = state;
  // Without a change the text is not set again: a screen reader would repeat it.
  if (badge.textContent !== words) badge.textContent = words;
}

/** Counts the state of a topic or a chat in the summary; null removes it, as for a chat without a room. */
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
