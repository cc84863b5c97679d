// Used without a SharedWorker: the tab that has the lock holds the stream for the others and communicates with them over a
// BroadcastChannel. When it is closed, the next tab gets the lock, and all tabs follow their topics again.
import { StreamHub } from './hub.js';

const NAME = 'streaming';

/** Whether the browser supports this: locks exist on https and localhost only. */
export const canShareByLeader = () => 'BroadcastChannel' in self && 'locks' in navigator;

/** `receive(message)` gets the messages of the hub; returns a function that sends to the hub. */
export function shareByLeader(receive) {
  const channel = new BroadcastChannel(NAME);
  const own = `${Math.random()}`;
  const clients = new Map();
  let hub = null;
  let client = null;

  const clientOf = id => {
    if (!clients.has(id)) clients.set(id, hub.join(message => channel.postMessage({ to: id, message })));
    return clients.get(id);
  };
  const takeFrom = (id, message) => {
    if (message.do === 'leave') {
      if (clients.has(id)) hub.leave(clients.get(id));
      clients.delete(id);
    } else if (message.do === 'join' && clients.has(id)) {
      clients.get(id).tell({ hello: true });
    } else {
      hub.take(clientOf(id), message);
    }
  };

  channel.addEventListener('message', ({ data: { from, to, leads, message } }) => {
    if (hub && from) takeFrom(from, message);
    else if (to === own) receive(message);
    else if (leads) channel.postMessage({ from: own, message: { do: 'join' } });
  });
  navigator.locks.request(NAME, () => {
    hub = new StreamHub();
    // Called later, as any other holder of the stream would: `client` is not assigned yet.
    client = hub.join(message => queueMicrotask(() => receive(message)));
    channel.postMessage({ leads: true });
    return new Promise(() => {});
  });
  // An existing leader answers a new tab with a greeting.
  channel.postMessage({ from: own, message: { do: 'join' } });
  return message => hub ? hub.take(client, message) : channel.postMessage({ from: own, message });
}
