// Subscribes to a topic's event stream, and prints each event as a line of JSON, until its input ends.
//   node sse-reader.mjs fetch http://host topic [epoch-offset]                 Node's fetch, once; the last line says how the stream ended: done or error
//   node sse-reader.mjs fetch-event-source http://host topic [epoch-offset]    @microsoft/fetch-event-source, which comes back by itself after an error
//   node sse-reader.mjs blank-lines http://host topic [epoch-offset]           the same, and each blank line that is no event as type "blank"
import { createRequire } from 'node:module';

const [client, server, topic, start] = process.argv.slice(2);
const address = new URL(`/topics/${topic}/events?${new URLSearchParams({ after: start ?? 'earliest' })}`, server).href;
const write = (position, type, data) => process.stdout.write(`${JSON.stringify({ position, type, data })}\n`);

async function readOnce() {
  try {
    const response = await fetch(address);
    write('', 'open', response.headers.get('connection') ?? '');
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return write('', 'done', '');
      write('', 'text', value);
    }
  } catch (error) {
    write('', 'error', `${error.message}: ${error.cause?.code ?? ''}`);
  }
}

async function readAll() {
  // The library expects the globals of a browser.
  globalThis.window = globalThis;
  globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
  const { fetchEventSource } = createRequire(import.meta.url)('@microsoft/fetch-event-source');
  await fetchEventSource(address, {
    openWhenHidden: true,
    async onopen() {},
    onmessage(event) {
      if (event.data || event.event) write(event.id, event.event || 'message', event.data);
      else if (client === 'blank-lines') write(event.id, 'blank', '');
    },
    onerror: () => 10,
  });
  write('', 'done', '');
}

process.stdin.on('end', () => process.exit(0)).resume();
await (client === 'fetch' ? readOnce() : readAll());
