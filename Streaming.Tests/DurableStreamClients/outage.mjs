// One producer writes blocks of bytes through connections that are cut, while readers read them live; each reader ends when the stream is closed.
//   node outage.mjs http://relay/v1/stream/path blocks
// Prints, as JSON, the hash of what was written and of what each reader has received, with the number of repeated requests.
import { createHash } from 'node:crypto';
import { DurableStream, IdempotentProducer, stream } from '@durable-streams/client';
import { retrying } from './retrying.mjs';

const [url, blocks] = [process.argv[2], Number(process.argv[3])];
const contentType = 'application/octet-stream';
const backoffOptions = { initialDelay: 5, maxDelay: 50, multiplier: 1.5 };
const fetching = retrying(fetch);
const handle = new DurableStream({ url, contentType, backoffOptions, fetch: fetching });
await handle.create({ contentType });

async function read(live) {
  const hash = createHash('sha256');
  let bytes = 0;
  let offset;
  // A session of the client ends after a failure in the middle of a response, and tells of an end before it hands over its last chunks. The next
  // session begins at the offset of the last chunk, until that is the end of the closed stream.
  const session = async () => {
    let hasEnded = false;
    try {
      const response = await stream({ url, live, offset, backoffOptions });
      response.subscribeBytes(chunk => {
        if (hasEnded) return;
        hash.update(chunk.data);
        bytes += chunk.data.length;
        offset = chunk.offset;
      });
      await response.closed;
    } catch (error) {
      if (error.status >= 400 && error.status < 500) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
    hasEnded = true;
    const { headers } = await fetching(url, { method: 'HEAD' });
    return headers.has('stream-closed') && headers.get('stream-next-offset') === offset;
  };
  while (!await session());
  return { live, bytes, hash: hash.digest('hex') };
}

async function write() {
  const hash = createHash('sha256');
  const producer = new IdempotentProducer(handle, 'writer', { fetch: fetching, maxBatchBytes: 4096, lingerMs: 1, onError: error => { throw error; } });
  for (let i = 0; i < blocks; i++) {
    const block = Uint8Array.from({ length: 200 + i % 300 }, (_, at) => (i * 31 + at * 7) & 255);
    hash.update(block);
    producer.append(block);
    if (i % 20 === 19) await producer.flush();
  }
  await producer.close();
  return { hash: hash.digest('hex') };
}

const readers = [read('long-poll'), read('sse')];
const written = await write();
console.log(JSON.stringify({ written: written.hash, readers: await Promise.all(readers), retries: fetching.retries }));
process.exit(0);
