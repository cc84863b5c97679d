// EventSource only hands out events whose type somebody listens for, so that who holds the stream keeps a list of the types
// it knows and adds those it learns: from a publish made in a tab, or from a chat, which sees every type.

const known = new Set(['message', 'join', 'leave', 'presence', 'tick', 'queued', 'started', 'progress', 'retrying', 'cancelling', 'succeeded', 'failed', 'cancelled']);
const learned = new EventTarget();

// EventSource's own events, which no publisher may name a type after, and those that have a listener of their own.
const reserved = new Set(['error', 'open', 'gap', 'caught-up', 'expired']);

export function learnType(type) {
  if (!type || known.has(type) || reserved.has(type)) return;
  known.add(type);
  learned.dispatchEvent(new CustomEvent('type', { detail: type }));
}

/** Listens to every known type, and to those learned later for as long as the signal allows. */
export function listenToTypes(source, listener, signal) {
  for (const type of known) source.addEventListener(type, listener);
  learned.addEventListener('type', event => source.addEventListener(event.detail, listener), { signal });
}
