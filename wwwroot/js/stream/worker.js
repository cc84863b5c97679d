// The SharedWorker that holds the one stream for all tabs of the page.
import { StreamHub } from './hub.js';

const hub = new StreamHub();
const ports = new Set();

self.addEventListener('connect', ({ ports: [port] }) => {
  ports.add(port);
  let client = hub.join(message => port.postMessage(message));
  const leave = () => {
    hub.leave(client);
    ports.delete(port);
  };
  port.addEventListener('message', ({ data }) => {
    if (data.do === 'leave') return leave();
    if (data.do === 'join') {
      leave();
      ports.add(port);
      client = hub.join(message => port.postMessage(message));
      return;
    }
    hub.take(client, data);
  });
  // A tab that crashed sends no message. Not every browser reports its end.
  port.addEventListener('close', leave);
  port.start();
});

// The console of a worker is hard to find, so the tabs print its errors.
const tellError = text => ports.forEach(port => port.postMessage({ error: text }));
self.addEventListener('error', event => tellError(event.message));
self.addEventListener('unhandledrejection', event => tellError(String(event.reason?.stack ?? event.reason)));
