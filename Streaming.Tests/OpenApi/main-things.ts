// Executes the main operations, with the types that openapi-typescript generates from the document.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };

const client = createClient<paths>({ baseUrl: process.argv[2] });

function orThrow<T>(answer: { data?: T; error?: { detail?: string | null }; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status}: ${answer.error?.detail}`);
  return answer.data;
}

const published = orThrow(await client.POST("/topics/{topic}/messages", {
  params: { path: { topic: "from-typescript" }, query: { type: "greeting" }, header: { "Idempotency-Key": "1" } },
  body: { data: { text: "hello" } },
}));
console.log(`published ${"count" in published ? published.count : "later"} to ${published.topic}`);

const history = orThrow(await client.GET("/topics/{topic}/messages", { params: { path: { topic: "from-typescript" }, query: { limit: 10, order: "asc" } } }));
// The default format is JSON; the other formats are text.
if (typeof history === "string") throw new Error(history);
for (const message of history) console.log(`read ${message.offset} ${message.type} ${JSON.stringify(message.data)}`);

const job = orThrow(await client.POST("/jobs", { body: { type: "publish", arguments: { topic: "by-job", messages: [{ data: "from a job" }] }, priority: 9 } }));
// A request with several jobs gets a list.
if (typeof job === "string" || Array.isArray(job)) throw new Error("Not one job.");
// The event stream of a job ends with the job.
orThrow(await client.GET("/jobs/{id}/events", { params: { path: { id: job.id } }, parseAs: "text" }));
const result = orThrow(await client.GET("/jobs/{id}/result", { params: { path: { id: job.id } } }));
console.log(`result ${JSON.stringify(result)}`);

const webhook = orThrow(await client.POST("/webhooks", { body: { url: "https://receiver.example/", topics: ["from-typescript"], batch: 10 } }));
console.log(`webhook ${webhook.state} ${webhook.batch} ${webhook.secret?.startsWith("whsec_")}`);

const none = await client.GET("/jobs/{id}", { params: { path: { id: "no-job" } } });
console.log(`problem ${none.response.status} ${none.error?.detail}`);
