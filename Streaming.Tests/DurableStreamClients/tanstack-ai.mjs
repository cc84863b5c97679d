// The connection of TanStack AI: a chat session whose questions and answers are one stream, followed by a client and read by another one later.
//   node tanstack-ai.mjs http://server/v1/stream/path
import { createServer } from 'node:http';
import { durableStreamConnection, materializeSnapshotFromDurableStream, toDurableChatSessionResponse } from '@durable-streams/tanstack-ai-transport';

const url = process.argv[2];
const deltas = ['The ', 'answer ', 'is ', '42.'];

async function* answer() {
  yield { type: 'RUN_STARTED', runId: 'r1', threadId: 'c', timestamp: 1 };
  yield { type: 'TEXT_MESSAGE_START', messageId: 'a1', role: 'assistant', timestamp: 1 };
  let content = '';
  for (const delta of deltas) yield { type: 'TEXT_MESSAGE_CONTENT', messageId: 'a1', delta, content: (content += delta), timestamp: 1 };
  yield { type: 'TEXT_MESSAGE_END', messageId: 'a1', timestamp: 1 };
  yield { type: 'RUN_FINISHED', runId: 'r1', finishReason: 'stop', timestamp: 1 };
}

const api = createServer(async (request, response) => {
  const body = [];
  for await (const part of request) body.push(part);
  const { messages } = JSON.parse(Buffer.concat(body).toString());
  const answered = await toDurableChatSessionResponse({ stream: { writeUrl: url }, newMessages: messages, responseStream: answer(), mode: 'await' });
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text());
});
await new Promise(resolve => api.listen(0, '127.0.0.1', resolve));

await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' } });
const connection = durableStreamConnection({ sendUrl: `http://127.0.0.1:${api.address().port}/`, readUrl: url, emitSnapshotOnSubscribe: false });
const stop = new AbortController();
const followed = (async () => {
  let text = '';
  for await (const chunk of connection.subscribe(stop.signal)) {
    if (chunk.type === 'TEXT_MESSAGE_CONTENT' && chunk.messageId === 'a1') text += chunk.delta;
    if (chunk.type === 'RUN_FINISHED') return text;
  }
  return text;
})();
await connection.send([{ id: 'q1', role: 'user', parts: [{ type: 'text', content: 'What is it?' }] }]);
const live = await followed;
stop.abort();
const snapshot = await materializeSnapshotFromDurableStream({ readUrl: url });
console.log(JSON.stringify({ expected: deltas.join(''), live, snapshot: JSON.stringify(snapshot.messages), offset: snapshot.offset }));
process.exit(0);
