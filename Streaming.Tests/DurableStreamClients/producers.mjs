// Several idempotent producers write numbered lines to one stream each and all to a common one, without end of retries, until each has written all.
//   node producers.mjs http://server/v1/stream prefix producers lines
// Prints a line "progress <lines>" at times, and "done" at the end.
import { DurableStream, IdempotentProducer } from '@durable-streams/client';
import { retrying } from './retrying.mjs';

const [root, prefix] = process.argv.slice(2);
const [producers, lines] = process.argv.slice(4).map(Number);
const fetching = retrying(fetch);
let written = 0;

async function open(path) {
  const url = `${root}/${prefix}/${path}`;
  for (;;) {
    const answer = await fetching(url, { method: 'PUT', headers: { 'content-type': 'application/json' } });
    if (answer.ok) return new DurableStream({ url, contentType: 'application/json' });
    throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
  }
}

async function produce(id) {
  const options = { fetch: fetching, lingerMs: 1, onError: error => { console.error(error); process.exit(1); } };
  const streams = await Promise.all([open(`own-${id}`), open('common')]);
  const own = streams.map(stream => new IdempotentProducer(stream, `producer-${id}`, options));
  for (let i = 1; i <= lines; i++) {
    for (const producer of own) producer.append(JSON.stringify({ id, i }));
    if (i % 10 === 0) {
      await Promise.all(own.map(producer => producer.flush()));
      if ((written += 10) % 100 === 0) console.log(`progress ${written}`);
    }
  }
  await Promise.all(own.map(producer => producer.flush()));
}

await Promise.all(Array.from({ length: producers }, (_, id) => produce(id)));
console.log('done');
process.exit(0);
