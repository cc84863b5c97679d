// Runs scenarios of applications with the Centrifugal client, and prints the name of each scenario that succeeded on a line.
//   node centrifuge-suite.mjs json|protobuf websocket|http_stream|sse http://host/ secret
import assert from 'node:assert/strict';
import { UnauthorizedError, connected, happens, newChannel, newClient, pack, run, subscribed, token, transport, unpack } from './centrifuge-client.mjs';

await run({
  async 'connect and disconnect'() {
    const client = await connected();
    const gone = happens(client, 'disconnected');
    client.disconnect();
    assert.equal((await gone).code, 0);
    assert.equal(client.state, 'disconnected');
  },

  async 'subscribe and unsubscribe'() {
    const client = await connected();
    const subscription = await subscribed(client, newChannel('room'));
    assert.equal((await subscription.presenceStats()).numClients, 1);
    const gone = happens(subscription, 'unsubscribed');
    subscription.unsubscribe();
    assert.equal((await gone).code, 0);
    // Separate requests may overtake each other; on a WebSocket the first reply counts.
    let stats = await client.presenceStats(subscription.channel);
    while (transport !== 'websocket' && stats.numClients > 0) stats = await client.presenceStats(subscription.channel);
    assert.deepEqual({ ...stats }, { numClients: 0, numUsers: 0 });
    client.disconnect();
  },

  async 'presence, joins and leaves'() {
    for (const channel of [newChannel('room'), newChannel('live')]) {
      const watcher = await connected();
      const watching = watcher.newSubscription(channel, { joinLeave: true });
      const joins = [];
      watching.on('join', context => joins.push(context.info.client));
      const left = happens(watching, 'leave');
      watching.subscribe();
      await watching.ready();
      const other = await connected();
      const subscription = await subscribed(other, channel);
      const { clients } = await subscription.presence();
      assert.equal(Object.keys(clients).length, 2);
      for (const [client, info] of Object.entries(clients)) {
        assert.equal(info.client, client);
        assert.equal(info.user, 'ann');
      }
      assert.deepEqual({ ...await subscription.presenceStats() }, { numClients: 2, numUsers: 1 });
      subscription.unsubscribe();
      assert.ok(joins.includes((await left).info.client));
      watcher.disconnect();
      other.disconnect();
    }
  },

  async 'publish, receive and history'() {
    const client = await connected();
    const subscription = await subscribed(client, newChannel());
    const empty = await subscription.history({ limit: 10 });
    assert.deepEqual([empty.publications, empty.offset, typeof empty.epoch], [[], 0, 'string']);
    const received = happens(subscription, 'publication');
    await subscription.publish(pack({ my: 'data' }));
    assert.deepEqual(unpack((await received).data), { my: 'data' });
    await subscription.publish(pack('two'));
    const { publications, offset, epoch } = await subscription.history({ limit: 10 });
    assert.deepEqual(publications.map(publication => unpack(publication.data)), [{ my: 'data' }, 'two']);
    assert.equal(offset, 2);
    const after = await subscription.history({ limit: 10, since: { offset: 1, epoch } });
    assert.deepEqual(after.publications.map(publication => publication.offset), [2]);
    const newest = await subscription.history({ limit: 1, reverse: true });
    assert.deepEqual(newest.publications.map(publication => publication.offset), [2]);
    client.disconnect();
  },

  async 'errors of publish and rpc'() {
    const client = await connected({ token: token(3_600, { subscribe: ['suite:*'] }) });
    await assert.rejects(client.publish(newChannel(), pack(1)), error => error.code === 103);
    await assert.rejects(client.history('secret', { limit: 1 }), error => error.code === 103);
    await assert.rejects(client.presence(newChannel()), error => error.code === 108);
    await assert.rejects(client.rpc('any', pack({})), error => error.code === 108);
    client.disconnect();
  },

  async 'a subscription that is refused'() {
    const client = await connected({ token: token(3_600, { subscribe: ['suite:*'] }) });
    const subscription = client.newSubscription('secret');
    const gone = happens(subscription, 'unsubscribed');
    subscription.subscribe();
    assert.equal((await gone).code, 103);
    assert.equal(client.state, 'connected');
    client.disconnect();
  },

  async 'connecting, subscribing and their ends in quick succession'() {
    const client = newClient();
    for (let i = 0; i < 10; i++) {
      client.connect();
      client.disconnect();
    }
    client.connect();
    await client.ready();
    const subscription = await subscribed(client, newChannel('room'));
    for (let i = 0; i < 10; i++) {
      subscription.unsubscribe();
      subscription.subscribe();
    }
    await subscription.ready();
    assert.equal((await subscription.presenceStats()).numClients, 1);
    client.disconnect();
  },

  async 'many subscriptions on one connection'() {
    const client = await connected();
    const all = Array.from({ length: 50 }, () => client.newSubscription(newChannel()));
    const heard = all.map(subscription => happens(subscription, 'publication'));
    all.forEach(subscription => subscription.subscribe());
    await Promise.all(all.map(subscription => subscription.ready()));
    await Promise.all(all.map((subscription, i) => subscription.publish(pack(i))));
    assert.deepEqual((await Promise.all(heard)).map(context => unpack(context.data)), all.map((_, i) => i));
    all.forEach(subscription => subscription.unsubscribe());
    client.disconnect();
  },

  async 'a subscription goes on where it was after a reconnect'() {
    const publisher = await connected();
    const client = await connected();
    const subscription = await subscribed(client, newChannel());
    const heard = [];
    subscription.on('publication', context => heard.push(unpack(context.data)));
    const first = happens(subscription, 'publication');
    await publisher.publish(subscription.channel, pack(0));
    await first;
    client.disconnect();
    for (let i = 1; i <= 20; i++) await publisher.publish(subscription.channel, pack(i));
    const again = happens(subscription, 'subscribed');
    client.connect();
    const context = await again;
    assert.deepEqual([context.wasRecovering, context.recovered], [true, true]);
    const last = happens(subscription, 'publication');
    await publisher.publish(subscription.channel, pack(21));
    while (heard.at(-1) !== 21) await (heard.length > 21 ? Promise.reject(new Error('too many')) : Promise.race([last, happens(subscription, 'publication')]));
    assert.deepEqual(heard, Array.from({ length: 22 }, (_, i) => i));
    client.disconnect();
    publisher.disconnect();
  },

  async 'a position that is gone is not recovered'() {
    const client = await connected();
    const channel = newChannel();
    const subscription = client.newSubscription(channel, { since: { epoch: 'another', offset: 5 } });
    const began = happens(subscription, 'subscribed');
    subscription.subscribe();
    const context = await began;
    assert.deepEqual([context.wasRecovering, context.recovered], [true, false]);
    client.disconnect();
  },

  async 'a token is refreshed before it ends'() {
    let asked = 0;
    const client = await connected({ token: '', getToken: async () => (asked++, token(5)) });
    const failures = [];
    client.on('connecting', context => failures.push(context));
    client.on('error', context => failures.push(context));
    const channel = newChannel();
    while (asked < 3) {
      await client.publish(channel, pack(asked));
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    assert.deepEqual(failures, []);
    client.disconnect();
  },

  async 'getToken and getData are tried again'() {
    let tokens = 0;
    let data = 0;
    const client = newClient({
      token: '',
      getToken: async () => { if (++tokens < 3) throw new Error('not yet'); return token(3_600); },
      getData: async () => { if (++data < 2) throw new Error('not yet'); return pack({ name: 'ann' }); },
    });
    client.on('error', () => {});
    client.connect();
    await client.ready();
    assert.ok(tokens >= 3 && data >= 2);
    client.disconnect();
  },

  async 'a token that has ended is replaced'() {
    const client = newClient({ token: token(-60), getToken: async () => token(3_600) });
    client.on('error', () => {});
    client.connect();
    await client.ready();
    client.disconnect();
  },

  async 'who is not authorized stays away'() {
    const unauthorized = newClient({ token: '', getToken: async () => { throw new UnauthorizedError(); } });
    const gone = happens(unauthorized, 'disconnected');
    unauthorized.connect();
    assert.equal((await gone).code, 1);
    const wrong = newClient({ token: 'a.b.c' });
    const closed = happens(wrong, 'disconnected');
    wrong.connect();
    assert.equal((await closed).code, 3500);
  },
});
