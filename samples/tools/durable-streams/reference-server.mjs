// Starts the reference server of the Durable Streams protocol:  node reference-server.mjs PORT [DATA_FOLDER]
import { DurableStreamTestServer } from '@durable-streams/server';

const [port, dataDir] = process.argv.slice(2);
const server = new DurableStreamTestServer({ port: Number(port), host: '127.0.0.1', ...dataDir && { dataDir } });
await server.start();
console.log('listening');
