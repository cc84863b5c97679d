// Follows a topic permanently. A browser reconnects an EventSource by itself after an interruption, but closes it permanently after an
// error status, such as the 502 of a proxy while the server restarts. Then this code opens a new EventSource with the last id.

/**
 * @param {string} address  .../topics/{topic}/events, or .../events?topic=a&topic=b
 * @param {string} after    the position to start after, or 'earliest'
 * @param {object} listeners  a function for each type of event: { message(event) {…}, gap(event) {…}, 'caught-up'(event) {…} }
 * @param {(state: 'open' | 'reconnecting') => void} onState
 * @returns {() => void}  a function that ends the subscription
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
      // A random delay, so that not all clients reconnect at the same time after a restart.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 1000 + Math.random() * 2000);
    });
    // Without a newer token each further request would be refused.
    source.addEventListener('expired', () => source.close());
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
