// A room and an event stream with Bun: its own WebSocket topics, and a direct stream for each reader. POST /publish?topic=x publishes.
const readers = new Map();

function publish(server, topic, message) {
  server.publish(topic, message);
  for (const reader of readers.get(topic) ?? []) {
    reader.write(`data: ${message}\n\n`);
    reader.flush();
  }
}

function events(request, topic) {
  if (!readers.has(topic)) readers.set(topic, new Set());
  const others = readers.get(topic);
  const stream = new ReadableStream({
    type: 'direct',
    async pull(reader) {
      others.add(reader);
      reader.write(': connected\n\n');
      reader.flush();
      await new Promise(resolve => request.signal.addEventListener('abort', resolve));
      others.delete(reader);
    },
  });
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' } });
}

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.argv[2]),
  idleTimeout: 0,
  async fetch(request, server) {
    const url = new URL(request.url);
    const topic = url.searchParams.get('topic') ?? '0';
    if (request.method === 'POST') {
      publish(server, topic, await request.text());
      return new Response(null, { status: 204 });
    }
    if (url.pathname === '/room') return server.upgrade(request, { data: { topic } }) ? undefined : new Response('no WebSocket', { status: 400 });
    return events(request, topic);
  },
  websocket: {
    perMessageDeflate: false,
    open(socket) { socket.subscribe(socket.data.topic); },
    message() { },
  },
});
