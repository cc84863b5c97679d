// Reads a stream live as server-sent events and prints each text. The client itself has to go on after a restart of the server.
//   node restart.mjs http://server/v1/stream/path
import { stream } from '@durable-streams/client';

const backoffOptions = { initialDelay: 20, maxDelay: 200, multiplier: 1.5 };
const response = await stream({ url: process.argv[2], offset: '-1', live: 'sse', backoffOptions });
response.subscribeText(chunk => {
  if (chunk.text) console.log(chunk.text);
});
await response.closed;
