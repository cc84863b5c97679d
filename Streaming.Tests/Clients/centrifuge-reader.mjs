// Subscribes to a channel with the Centrifugal client, and prints each publication as a line of JSON, until its input ends.
//   node centrifuge-reader.mjs json|protobuf ws://host/connection/websocket channel [epoch-offset]
import { createRequire } from 'node:module';
import WebSocket from 'ws';

const [format, address, channel, position] = process.argv.slice(2);
const { Centrifuge } = createRequire(import.meta.url)(format === 'protobuf' ? 'centrifuge/build/protobuf' : 'centrifuge');
const text = bytes => JSON.parse(new TextDecoder().decode(bytes));
const write = line => process.stdout.write(`${JSON.stringify(line)}\n`);

const client = new Centrifuge(address, { websocket: WebSocket, minReconnectDelay: 10, maxReconnectDelay: 100, timeout: 30_000 });
const [epoch, offset] = (position ?? '-0').split('-');
const subscription = client.newSubscription(channel, { since: { epoch, offset: Number(offset) }, minResubscribeDelay: 10, maxResubscribeDelay: 100 });
let current = epoch;
subscription.on('subscribed', context => {
  current = context.streamPosition.epoch;
  if (context.wasRecovering && !context.recovered) write({ type: 'lost', position: `${current}-${context.streamPosition.offset}`, data: null });
});
subscription.on('publication', context => {
  write({ position: `${current}-${context.offset}`, type: 'message', data: format === 'protobuf' ? text(context.data) : context.data });
});
subscription.on('unsubscribed', context => write({ type: 'unsubscribed', position: '', data: context }));
client.on('disconnected', context => write({ type: 'disconnected', position: '', data: context }));

subscription.subscribe();
client.connect();
process.stdin.on('end', () => process.exit(0)).resume();
