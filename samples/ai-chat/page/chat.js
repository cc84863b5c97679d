// A chat is a stream of questions, and each answer is a stream of text. The page only follows streams, so that it shows the same after a refresh,
// in a second tab and after an outage.
const chat = location.hash.slice(1) || crypto.randomUUID().replaceAll('-', '').slice(0, 12);
location.hash = chat;

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Follows a stream of the Durable Streams protocol from its start to its end. Each response tells the offset of the next request, so that each
// byte is received once, however often the connection is lost.
async function follow(path, receive) {
  let offset = '-1';
  let cursor = '';
  let isCaughtUp = false;
  for (;;) {
    try {
      const live = isCaughtUp ? `&live=long-poll${cursor && `&cursor=${cursor}`}` : '';
      const response = await fetch(`/v1/stream/${path}?offset=${encodeURIComponent(offset)}${live}`, { cache: 'no-store' });
      if (response.status === 404) await wait(300);
      else if (response.ok) {
        const body = new Uint8Array(await response.arrayBuffer());
        offset = response.headers.get('stream-next-offset') ?? offset;
        cursor = response.headers.get('stream-cursor') ?? '';
        isCaughtUp = response.headers.has('stream-up-to-date');
        if (body.length > 0) receive(body);
        if (response.headers.has('stream-closed') && isCaughtUp) return;
      } else await wait(500);
    } catch {
      await wait(300);
    }
  }
}

const element = (name, className, text = '') => Object.assign(document.createElement(name), { className, textContent: text });

async function show({ question, answer, job }) {
  const item = element('li', 'entry');
  const text = element('div', 'answer');
  const stop = element('button', 'stop', 'Stop');
  stop.type = 'button';
  stop.onclick = () => fetch(`/chats/${answer}/stop?job=${job}`, { method: 'POST' });
  text.dataset.state = 'open';
  item.append(element('div', 'question', question), text, stop);
  document.getElementById('chat').append(item);
  const decoder = new TextDecoder();
  await follow(answer, bytes => text.append(decoder.decode(bytes, { stream: true })));
  text.dataset.state = 'closed';
  stop.remove();
}

document.getElementById('form').onsubmit = async event => {
  event.preventDefault();
  const field = document.getElementById('text');
  const response = await fetch(`/chats/${chat}/questions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: field.value }),
  });
  if (response.ok) field.value = '';
};

await fetch(`/chats/${chat}`, { method: 'PUT' });
await follow(`chats/${chat}`, bytes => JSON.parse(new TextDecoder().decode(bytes)).forEach(show));
