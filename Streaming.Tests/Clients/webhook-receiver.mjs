// A webhook receiver that verifies each request with the npm library of Standard Webhooks, and fails a configured part of the requests.
// node webhook-receiver.mjs PORT SECRET SEED FAILURES: prints "listening PORT", then one line of JSON for each accepted request before it
// responds.
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const [port, secret, seed, failures] = process.argv.slice(2);
const webhook = new Webhook(secret);
let state = Number(seed);
let running = 0;

// The random numbers of mulberry32: a seed always gives the same failures.
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const say = value => writeSync(1, `${JSON.stringify(value)}\n`);

function take(request, body) {
  const { type, data } = webhook.verify(body, request.headers);
  say({ id: request.headers['webhook-id'], type, topic: data.topic, offsets: data.messages?.map(message => message.offset), running });
}

const server = createServer((request, response) => {
  const parts = [];
  running++;
  // The response also closes when the sender ends in the middle of a request.
  response.on('close', () => running--);
  request.on('data', part => parts.push(part));
  request.on('end', () => setTimeout(() => {
    const body = Buffer.concat(parts).toString('utf8');
    const luck = random();
    try {
      // Some failures precede all work, and some follow it and only lack the response: both requests must be sent again.
      if (luck < failures / 3) response.writeHead(500).end();
      else if (luck < (failures * 2) / 3) response.writeHead(503, { 'Retry-After': '0' }).end();
      else {
        take(request, body);
        if (luck < failures) request.socket.destroy();
        else response.writeHead(204).end();
      }
    } catch (error) {
      say({ error: String(error) });
      response.writeHead(400).end();
    }
  }, 1));
});
server.listen(Number(port), '127.0.0.1', () => writeSync(1, `listening ${server.address().port}\n`));
