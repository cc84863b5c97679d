// Yjs: two clients edit one document at the same time, and a third one loads it later, with a Yjs server whose store is this server.
//   node yjs.mjs http://server
import * as Y from 'yjs';
import { YjsProvider } from '@durable-streams/y-durable-streams';
import { YjsServer } from '@durable-streams/y-durable-streams/server';

// The server of the package writes to the console, too.
const print = console.log;
console.log = console.error;
const edits = 50;
const server = new YjsServer({ port: 0, dsServerUrl: process.argv[2], compactionThreshold: 2048 });
await server.start();
const baseUrl = `${server.url}/v1/yjs/service`;

async function open() {
  const doc = new Y.Doc();
  const provider = new YjsProvider({ doc, baseUrl, docId: 'document', connect: false });
  provider.on('error', error => { console.error(error); });
  const synced = new Promise(resolve => provider.on('synced', isSynced => isSynced && resolve()));
  await provider.connect();
  await synced;
  return { doc, provider };
}

const until = async condition => { while (!condition()) await new Promise(resolve => setTimeout(resolve, 10)); };
const [a, b] = [await open(), await open()];
for (let i = 0; i < edits; i++) {
  a.doc.getText('t').insert(0, `a${i} `);
  b.doc.getText('t').insert(b.doc.getText('t').length, `b${i} `);
  a.doc.getMap('m').set(`a${i}`, i);
  b.doc.getMap('m').set(`b${i}`, i);
  await new Promise(resolve => setTimeout(resolve, 5));
}
const size = doc => doc.getMap('m').size;
await until(() => size(a.doc) === 2 * edits && size(b.doc) === 2 * edits && a.doc.getText('t').toString() === b.doc.getText('t').toString());
const text = a.doc.getText('t').toString();
const late = await open();
await until(() => size(late.doc) === 2 * edits && late.doc.getText('t').toString() === text);
print(JSON.stringify({ words: text.trim().split(' ').length, expected: 2 * edits, late: late.doc.getText('t').toString() === text }));
process.exit(0);
