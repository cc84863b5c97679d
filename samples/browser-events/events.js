// Follows a topic for good. A browser reconnects an EventSource by itself after a cut, but closes it for good after an error status,
// such as the 502 of a proxy while the server restarts: then a new one is opened with the last id.

/**
 * @param {string} address  .../topics/{topic}/events, or .../events?topic=a&topic=b
 * @param {string} after    where to begin: a position, or 'earliest'
 * @param {object} listeners  a function for each type of event: { message(event) {…}, gap(event) {…}, 'caught-up'(event) {…} }
 * @param {(state: 'open' | 'reconnecting') => void} onState
 * @returns {() => void}  ends it
 */
export function follow(address, after, listeners, onState = () => {}) {
  let last = after;
  let source;
  let timer;

  function open() {
    const url = new URL(address, location.href);
    url.searchParams.set('after', last);
    source = new EventSource(url);
    for (const [type, listener] of Object.entries(listeners)) {
      source.addEventListener(type, event => {
        last = event.lastEventId || last;
        listener(event);
      });
    }
    source.addEventListener('open', () => onState('open'));
    source.addEventListener('error', () => {
      onState('reconnecting');
      // At another time than all the others that the restart has cut.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 1000 + Math.random() * 2000);
    });
    // Without a new token it would be refused again and again.
    source.addEventListener('expired', () => source.close());
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
