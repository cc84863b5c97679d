// The list of message types. EventSource passes on only events of types that have a listener, so the holder of the stream listens to all
// types in this list and adds new ones: from a publish in a tab, or from a chat, which receives every type.

const known = new Set(['message', 'join', 'leave', 'presence', 'tick', 'queued', 'started', 'progress', 'retrying', 'cancelling', 'succeeded', 'failed', 'cancelled']);
const learned = new EventTarget();

// The own events of EventSource, which cannot be message types, and the types that have separate listeners.
const reserved = new Set(['error', 'open', 'gap', 'caught-up', 'expired', 'closed']);

export function learnType(type) {
  if (!type || known.has(type) || reserved.has(type)) return;
  known.add(type);
  learned.dispatchEvent(new CustomEvent('type', { detail: type }));
}

/** Listens to every type in the list, and to types that are added later, until the signal is aborted. */
export function listenToTypes(source, listener, signal) {
  for (const type of known) source.addEventListener(type, listener);
  learned.addEventListener('type', event => source.addEventListener(event.detail, listener), { signal });
}
