// The tests of centrifuge-js that centrifuge-suite.mjs does not contain, adapted to this server; docs/centrifugal.md lists the missing
// features.
//   node centrifuge-upstream.mjs json|protobuf websocket|http_stream|sse http://host/ secret
import assert from 'node:assert/strict';
import { UnauthorizedError, address, connected, happens, newChannel, newClient, pack, run, subscribed, token, transport, unpack } from './centrifuge-client.mjs';

const quick = { minResubscribeDelay: 10, maxResubscribeDelay: 50 };

function collect(subscription, count) {
  const all = [];
  return new Promise(resolve => subscription.on('publication', context => {
    all.push(unpack(context.data));
    if (all.length === count) resolve(all);
  }));
}

async function ended(client) {
  const gone = happens(client, 'disconnected');
  client.disconnect();
  await gone;
  assert.equal(client.state, 'disconnected');
}

// Separate requests may overtake each other; on a WebSocket the first reply counts.
async function clientsBecome(client, channel, count) {
  let stats = await client.presenceStats(channel);
  while (transport !== 'websocket' && stats.numClients !== count) stats = await client.presenceStats(channel);
  assert.deepEqual({ ...stats }, { numClients: count, numUsers: count });
  assert.equal(Object.keys((await client.presence(channel)).clients).length, count);
}

async function publish(channel, ...values) {
  const client = await connected();
  for (const value of values) await client.publish(channel, pack(value));
  await ended(client);
}

async function positionOf(channel) {
  const client = await connected();
  const subscription = client.newSubscription(channel);
  const began = happens(subscription, 'subscribed');
  subscription.subscribe();
  const { streamPosition } = await began;
  await ended(client);
  return streamPosition;
}

// Keeps only the newest message.
async function trim(channel) {
  const { epoch, offset } = await positionOf(channel);
  const headers = { authorization: `Bearer ${token(3_600)}` };
  const answer = await fetch(`${address}topics/${channel}/messages?before=${epoch}-${offset}`, { method: 'DELETE', headers });
  assert.equal(answer.status, 200);
}

await run({
  async 'an rpc before connecting is sent when connected, and refused with 108'() {
    const client = newClient();
    const answer = assert.rejects(client.rpc('method', pack({ my: 'data' })), error => error.code === 108);
    client.connect();
    await answer;
    await ended(client);
  },

  async 'offline cuts the connection and online opens it again'() {
    const network = new EventTarget();
    const client = await connected({ networkEventTarget: network });
    const connecting = happens(client, 'connecting');
    network.dispatchEvent(new Event('offline'));
    assert.equal((await connecting).code, 1);
    assert.equal(client.state, 'connecting');
    network.dispatchEvent(new Event('online'));
    await client.ready();
    await ended(client);
    network.dispatchEvent(new Event('online'));
    assert.equal(client.state, 'disconnected');
  },

  async 'offline before the transport is open'() {
    const network = new EventTarget();
    const client = newClient({ networkEventTarget: network });
    client.once('__centrifuge_debug:transport_initialized', () => network.dispatchEvent(new Event('offline')));
    client.connect();
    // Only a WebSocket reconnects without the event.
    if (transport !== 'websocket') network.dispatchEvent(new Event('online'));
    await client.ready();
    await ended(client);
  },

  async 'connect and disconnect in a loop end disconnected'() {
    const client = newClient();
    const gone = happens(client, 'disconnected');
    for (let i = 0; i < 10; i++) {
      client.connect();
      client.disconnect();
    }
    await gone;
    assert.equal(client.state, 'disconnected');
  },

  async 'subscribe and unsubscribe in a loop leave nobody behind'() {
    const client = await connected();
    const subscription = client.newSubscription(newChannel('room'));
    const gone = happens(subscription, 'unsubscribed');
    for (let i = 0; i < 10; i++) {
      subscription.subscribe();
      subscription.unsubscribe();
    }
    await gone;
    assert.equal(subscription.state, 'unsubscribed');
    subscription.subscribe();
    await subscription.ready();
    await clientsBecome(client, subscription.channel, 1);
    subscription.unsubscribe();
    await clientsBecome(client, subscription.channel, 0);
    await ended(client);
  },

  async 'unsubscribe right after connect'() {
    const client = await connected();
    const subscription = client.newSubscription(newChannel());
    const [gone, began] = [happens(subscription, 'unsubscribed'), happens(subscription, 'subscribed')];
    subscription.subscribe();
    client.disconnect();
    client.connect();
    subscription.unsubscribe();
    assert.equal(subscription.state, 'unsubscribed');
    await gone;
    subscription.subscribe();
    await began;
    await ended(client);
  },

  async 'unsubscribe between the connect command and its reply'() {
    const client = newClient();
    const subscription = client.newSubscription(newChannel());
    const sent = new Promise(resolve => client.once('__centrifuge_debug:connect_frame_sent', () => {
      subscription.unsubscribe();
      resolve();
    }));
    subscription.subscribe();
    client.connect();
    // The other transports connect with their HTTP request, and send no frame for it.
    if (transport === 'websocket') await sent;
    else subscription.unsubscribe();
    await client.ready();
    const began = happens(subscription, 'subscribed');
    subscription.subscribe();
    await began;
    await ended(client);
  },

  async 'a token of the connection is asked for once'() {
    for (let i = 0; i < 5; i++) {
      let asked = 0;
      const client = newClient({ token: '', getToken: async () => (asked++, token(3_600)) });
      client.connect();
      const subscription = await subscribed(client, newChannel());
      const gone = happens(subscription, 'unsubscribed');
      subscription.unsubscribe();
      await gone;
      await ended(client);
      assert.equal(asked, 1);
    }
  },

  async 'a subscription token is asked for again after an error, and refused with 108'() {
    const client = await connected();
    let asked = 0;
    const subscription = client.newSubscription(newChannel(), { ...quick, getToken: async () => { if (++asked < 2) throw new Error('not yet'); return token(3_600); } });
    subscription.on('error', () => {});
    const gone = happens(subscription, 'unsubscribed');
    subscription.subscribe();
    assert.equal((await gone).code, 108);
    assert.equal(asked, 2);
    await ended(client);
  },

  async 'a subscription of somebody unauthorized ends, and the connection stays'() {
    const client = await connected();
    const subscription = client.newSubscription(newChannel(), { getToken: async () => { throw new UnauthorizedError(''); } });
    const gone = happens(subscription, 'unsubscribed');
    subscription.subscribe();
    assert.equal((await gone).code, 1);
    assert.equal(client.state, 'connected');
    await ended(client);
  },

  async 'getData of a subscription is tried again'() {
    const client = await connected();
    let asked = 0;
    const subscription = await subscribed(client, newChannel(), { getData: async () => { if (++asked < 2) throw new Error('not yet'); return pack({}); } });
    assert.equal(subscription.state, 'subscribed');
    assert.equal(asked, 2);
    await ended(client);
  },

  async 'many subscriptions end together'() {
    for (let i = 0; i < 5; i++) {
      const client = newClient();
      client.connect();
      const all = Array.from({ length: 20 }, () => client.newSubscription(newChannel()));
      const gone = all.map(subscription => happens(subscription, 'unsubscribed'));
      all.forEach(subscription => subscription.subscribe());
      await Promise.all(all.map(subscription => subscription.ready()));
      all.forEach(subscription => subscription.unsubscribe());
      await Promise.all(gone);
      await ended(client);
    }
  },

  async 'what was published between unsubscribe and subscribe comes'() {
    const client = await connected();
    const subscription = await subscribed(client, newChannel());
    const heard = collect(subscription, 4);
    const first = happens(subscription, 'publication');
    await publish(subscription.channel, 1);
    await first;
    subscription.unsubscribe();
    await publish(subscription.channel, 2, 3);
    const again = happens(subscription, 'subscribed');
    subscription.subscribe();
    const context = await again;
    assert.deepEqual([context.wasRecovering, context.recovered], [true, true]);
    await publish(subscription.channel, 4);
    assert.deepEqual(await heard, [1, 2, 3, 4]);
    await ended(client);
  },

  async 'a position that is no longer kept is not recovered, and goes on live'() {
    const client = await connected();
    const subscription = await subscribed(client, newChannel());
    const first = happens(subscription, 'publication');
    await publish(subscription.channel, 1);
    await first;
    subscription.unsubscribe();
    await publish(subscription.channel, 2, 3, 4);
    await trim(subscription.channel);
    const again = happens(subscription, 'subscribed');
    subscription.subscribe();
    const context = await again;
    assert.deepEqual([context.wasRecovering, context.recovered], [true, false]);
    const next = happens(subscription, 'publication');
    await publish(subscription.channel, 5);
    assert.equal(unpack((await next).data), 5);
    await ended(client);
  },

  async 'getState gives the position, and what was missed since comes'() {
    const channel = newChannel();
    const position = await positionOf(channel);
    await publish(channel, 1, 2);
    const client = await connected();
    let asked = 0;
    const subscription = client.newSubscription(channel, { getState: async () => (asked++, position) });
    const heard = collect(subscription, 2);
    subscription.subscribe();
    assert.deepEqual(await heard, [1, 2]);
    assert.equal(asked, 1);
    const again = happens(subscription, 'subscribed');
    client.disconnect();
    client.connect();
    assert.equal((await again).recovered, true);
    assert.equal(asked, 1);
    await ended(client);
  },

  async 'getState and since without an epoch begin with the first message'() {
    const channel = newChannel();
    await publish(channel, 1, 2, 3);
    const client = await connected();
    for (const options of [{ since: { offset: 0, epoch: '' } }, { getState: async () => ({ offset: 0, epoch: '' }) }]) {
      const subscription = client.newSubscription(channel, options);
      const heard = collect(subscription, 3);
      subscription.subscribe();
      assert.deepEqual(await heard, [1, 2, 3]);
      subscription.unsubscribe();
      client.removeSubscription(subscription);
    }
    await ended(client);
  },

  async 'getState that fails is tried again'() {
    const client = await connected();
    let asked = 0;
    const subscription = client.newSubscription(newChannel(), { ...quick, getState: async () => { if (++asked < 4) throw new Error('no database'); return { offset: 0, epoch: '' }; } });
    const errors = [];
    subscription.on('error', context => errors.push(context));
    const began = happens(subscription, 'subscribed');
    subscription.subscribe();
    await began;
    assert.equal(asked, 4);
    assert.deepEqual([errors.length, errors[0].type, errors[0].error.code], [3, 'subscribe', 13]);
    await ended(client);
  },

  async 'getState is asked again where the position is no longer kept'() {
    const channel = newChannel();
    let position = await positionOf(channel);
    const client = await connected();
    let asked = 0;
    const subscription = client.newSubscription(channel, { ...quick, getState: async () => (asked++, position) });
    const began = happens(subscription, 'subscribed');
    subscription.subscribe();
    await began;
    client.disconnect();
    await publish(channel, 1, 2, 3);
    await trim(channel);
    position = await positionOf(channel);
    const again = happens(subscription, 'subscribed');
    client.connect();
    assert.equal((await again).recovered, true);
    assert.equal(asked, 2);
    await ended(client);
  },

  async 'messages come whole to those who ask for differences'() {
    const client = await connected();
    const subscription = await subscribed(client, newChannel(), { delta: 'fossil' });
    const values = Array.from({ length: 20 }, (_, i) => ({ text: 'the same for all '.repeat(10), i }));
    const heard = collect(subscription, 20);
    await publish(subscription.channel, ...values.slice(0, 10));
    const again = happens(subscription, 'subscribed');
    subscription.unsubscribe();
    await publish(subscription.channel, ...values.slice(10, 15));
    subscription.subscribe();
    assert.equal((await again).recovered, true);
    await publish(subscription.channel, ...values.slice(15));
    assert.deepEqual(await heard, values);
    await ended(client);
  },

  async 'a filter by tags is refused with 107'() {
    const client = await connected();
    const subscription = client.newSubscription(newChannel(), { tagsFilter: { key: 'type', cmp: 'eq', val: 'price' } });
    const gone = happens(subscription, 'unsubscribed');
    subscription.subscribe();
    assert.equal((await gone).code, 107);
    await ended(client);
  },

  async 'map and shared poll subscriptions are refused with 108'() {
    const client = await connected();
    for (const subscription of [client.newMapSubscription(newChannel()), client.newSharedPollSubscription(newChannel(), { getSignature: async () => ({ keys: [], signature: '' }) })]) {
      const gone = happens(subscription, 'unsubscribed');
      subscription.subscribe();
      assert.equal((await gone).code, 108);
    }
    assert.equal(client.state, 'connected');
    await ended(client);
  },
});
