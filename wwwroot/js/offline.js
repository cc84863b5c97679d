// Shows one sentence at the top of the page while there is no network, or the server does not respond.
import { byId } from './dom.js';
import { onLink, retryNow } from './stream/shared-stream.js';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

let link = { name: 'idle', lastMessage: null };

export function startOffline() {
  onLink(next => {
    link = next;
    show();
  });
  addEventListener('online', show);
  addEventListener('offline', show);
  byId('offline-retry').addEventListener('click', retryNow);
  show();
}

function show() {
  const reason = !navigator.onLine ? 'this device has no network' : link.name === 'offline' ? 'the server does not respond' : null;
  byId('offline').hidden = reason === null;
  byId('offline-retry').hidden = !navigator.onLine;
  if (reason) byId('offline-text').textContent = `Offline: ${reason}. Trying again; no message will be missed.${lastMessage()}`;
}

const lastMessage = () => link.lastMessage ? ` Last message at ${clock.format(link.lastMessage)}.` : '';
