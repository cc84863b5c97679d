// The conformance suite of the Durable Streams protocol: DS_URL=http://127.0.0.1:5000 npx vitest run --globals
import { runConformanceTests } from '@durable-streams/server-conformance-tests';

runConformanceTests({ baseUrl: process.env.DS_URL, longPollTimeoutMs: 5000, subscriptions: true });
