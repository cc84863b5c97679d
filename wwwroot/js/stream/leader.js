// Where there is no SharedWorker: one tab, whichever has the lock, holds the stream for the others and speaks with them
// over a BroadcastChannel. When it is closed the next one gets the lock, and all follow their topics again.
import { StreamHub } from './hub.js';

const NAME = 'streaming';

/** Whether the browser has what it takes; locks are there on https and localhost only. */
export const canShareByLeader = () => 'BroadcastChannel' in self && 'locks' in navigator;

/** `receive(message)` gets what the hub tells; gives a function that sends to it. */
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
    // Told later, as by any other holder: `client` is not there yet.
    client = hub.join(message => queueMicrotask(() => receive(message)));
    channel.postMessage({ leads: true });
    return new Promise(() => {});
  });
  // A leader that is there already says hello to who asks.
  channel.postMessage({ from: own, message: { do: 'join' } });
  return message => hub ? hub.take(client, message) : channel.postMessage({ from: own, message });
}
