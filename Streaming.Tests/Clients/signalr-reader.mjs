// Subscribes to a topic with the SignalR client, and prints each message as a line of JSON, until its input ends. After each outage it
// resumes at its last position.
//   node signalr-reader.mjs json|msgpack http://host/hubs/stream topic [epoch-offset]
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const signalR = require('@microsoft/signalr');
const { MessagePackHubProtocol } = require('@microsoft/signalr-protocol-msgpack');
const [format, address, topic, start] = process.argv.slice(2);
const write = line => process.stdout.write(`${JSON.stringify(line)}\n`);
let position = start ?? 'earliest';

async function read() {
  const builder = new signalR.HubConnectionBuilder().withUrl(address).configureLogging(signalR.LogLevel.None);
  const connection = (format === 'msgpack' ? builder.withHubProtocol(new MessagePackHubProtocol()) : builder).build();
  try {
    await connection.start();
    await new Promise((resolve, reject) => {
      connection.onclose(reject);
      connection.stream('Subscribe', [topic], position).subscribe({
        next(message) {
          position = message.position;
          write({ position, type: message.type, data: message.data });
        },
        error: reject,
        complete: resolve,
      });
    });
  } finally {
    await connection.stop().catch(() => {});
  }
}

process.stdin.on('end', () => process.exit(0)).resume();
for (;;) {
  await read().catch(() => {});
  await new Promise(resolve => setTimeout(resolve, 10));
}
