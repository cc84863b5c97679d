// The Centrifugal client with the arguments of a program of scenarios: json|protobuf websocket|http_stream|sse http://host/ secret
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import WebSocket from 'ws';
import { HttpEventSource } from './event-source.mjs';

export const [format, transport, address, secret] = process.argv.slice(2);
export const { Centrifuge, UnauthorizedError } = createRequire(import.meta.url)(format === 'protobuf' ? 'centrifuge/build/protobuf' : 'centrifuge');
const scheme = transport === 'websocket' ? address.replace('http', 'ws') : address;

const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url');
export const pack = data => format === 'protobuf' ? new TextEncoder().encode(JSON.stringify(data)) : data;
export const unpack = data => format === 'protobuf' ? JSON.parse(new TextDecoder().decode(data)) : data;

export function token(seconds, claims = { admin: ['*'] }) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${encode({ alg: 'HS256' })}.${encode({ sub: 'ann', iss: 'streaming', aud: 'streaming', exp: now + seconds, ...claims })}`;
  return `${text}.${createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest('base64url')}`;
}

export function newClient(options = {}) {
  return new Centrifuge([{ transport, endpoint: `${scheme}connection/${transport}` }], {
    websocket: WebSocket, eventsource: HttpEventSource, emulationEndpoint: `${address}emulation`,
    minReconnectDelay: 10, maxReconnectDelay: 100, timeout: 30_000, token: token(3_600), ...options,
  });
}

export const happens = (emitter, event) => new Promise(resolve => emitter.once(event, resolve));
let channels = 0;
export const newChannel = (namespace = 'suite') => `${namespace}:${transport}-${format}-${++channels}`;

export async function connected(options) {
  const client = newClient(options);
  client.connect();
  await client.ready();
  return client;
}

export async function subscribed(client, channel, options = {}) {
  const subscription = client.newSubscription(channel, { minResubscribeDelay: 10, maxResubscribeDelay: 100, ...options });
  subscription.subscribe();
  await subscription.ready();
  return subscription;
}

/** Runs scenarios one after another, and prints the name of each scenario that succeeded on a line. */
export async function run(scenarios) {
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await scenario();
    } catch (error) {
      console.error(`${name}: ${error.stack}`);
      process.exit(1);
    }
    console.log(name);
  }
  process.exit(0);
}
