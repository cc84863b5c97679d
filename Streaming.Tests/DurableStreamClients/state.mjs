// The state protocol: changes of entities in a stream, materialized by a reader that follows it.
//   node state.mjs http://server/v1/stream/path
import { DurableStream, stream } from '@durable-streams/client';
import { MaterializedState } from '@durable-streams/state';

const url = process.argv[2];
const handle = await DurableStream.create({ url, contentType: 'application/json' });
const state = new MaterializedState();
const response = await stream({ url, live: 'sse', json: true });
let seen = 0;
let finish;
const finished = new Promise(resolve => { finish = resolve; });
response.subscribeJson(batch => {
  for (const event of batch.items) {
    state.apply(event);
    if (++seen === 5) finish();
  }
});
const change = (operation, key, value) => handle.append(JSON.stringify({ type: 'user', key, value, headers: { operation } }));
await change('insert', '1', { name: 'Ann' });
await change('insert', '2', { name: 'Bob' });
await change('insert', '3', { name: 'Cy' });
await change('update', '2', { name: 'Bo' });
await change('delete', '1');
await finished;
console.log(JSON.stringify(Object.fromEntries([...state.getType('user')].map(([key, value]) => [key, value.name]))));
process.exit(0);
