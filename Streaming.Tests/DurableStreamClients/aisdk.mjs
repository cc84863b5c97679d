// The transport of the Vercel AI SDK: a chat API that writes an answer to a stream, a client that reads it, and a second client that comes back
// in the middle of the answer.
//   node aisdk.mjs http://server/v1/stream/path
import { createServer } from 'node:http';
import { readUIMessageStream } from 'ai';
import { createDurableChatTransport, toDurableStreamResponse } from '@durable-streams/aisdk-transport';

const url = process.argv[2];
const words = Array.from({ length: 40 }, (_, i) => `word${i} `);
let middle;
const isInMiddle = new Promise(resolve => { middle = resolve; });
let proceed;
const goesOn = new Promise(resolve => { proceed = resolve; });

async function* answer() {
  yield { type: 'start', messageId: 'answer-1' };
  yield { type: 'text-start', id: 't' };
  for (const [i, delta] of words.entries()) {
    if (i === words.length / 2) {
      middle();
      await goesOn;
    }
    yield { type: 'text-delta', id: 't', delta };
  }
  yield { type: 'text-end', id: 't' };
  yield { type: 'finish' };
}

const api = createServer(async (request, response) => {
  const answered = request.method === 'POST'
    ? await toDurableStreamResponse({ source: answer(), stream: { writeUrl: url } })
    : Response.json({ streamUrl: url });
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text());
});
await new Promise(resolve => api.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${api.address().port}/api/chat`;

const textOf = message => message.parts.filter(part => part.type === 'text').map(part => part.text).join('');
async function read(chunks, onText = () => {}) {
  let text = '';
  for await (const message of readUIMessageStream({ stream: chunks })) onText(text = textOf(message));
  return text;
}

const transport = createDurableChatTransport({ api: address });
const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }];
const first = read(await transport.sendMessages({ trigger: 'submit-message', chatId: 'c', messageId: undefined, messages, abortSignal: undefined }));
await isInMiddle;
// A second tab opens while the answer is being generated. It sees the first half at once.
let half;
const sawHalf = new Promise(resolve => { half = resolve; });
const second = read(await transport.reconnectToStream({ chatId: 'c' }), text => { if (text.includes(`word${words.length / 2 - 1} `)) half(); });
await sawHalf;
proceed();
console.log(JSON.stringify({ expected: words.join(''), texts: await Promise.all([first, second]) }));
process.exit(0);
