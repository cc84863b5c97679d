// Subscribes to a topic with the SignalR client and stateful reconnect. Prints each message as a line of JSON, and a line when the
// connection is closed.
//   node stateful-reader.mjs json|msgpack http://host/hubs/stream topic
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const signalR = require('@microsoft/signalr');
const { MessagePackHubProtocol } = require('@microsoft/signalr-protocol-msgpack');
const [format, address, topic] = process.argv.slice(2);
const write = line => process.stdout.write(`${JSON.stringify(line)}\n`);

const builder = new signalR.HubConnectionBuilder().withUrl(address).withStatefulReconnect().configureLogging(signalR.LogLevel.None);
const connection = (format === 'msgpack' ? builder.withHubProtocol(new MessagePackHubProtocol()) : builder).build();
const end = error => write({ position: '', type: 'closed', data: String(error) });
connection.onclose(end);
await connection.start();
connection.stream('Subscribe', [topic], 'earliest').subscribe({
  next: message => write({ position: message.position, type: message.type, data: message.data }),
  error: end,
  complete: end,
});
process.stdin.on('end', () => process.exit(0)).resume();
