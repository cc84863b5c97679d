// The HTTP requests of the page: addresses, and responses or the sentence of a refusal.

/** A refusal of the server, from its problem details. `status` is 0 if there was no response at all. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }

  /** Whether the same request can never succeed. */
  get isRefusal() {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

// An answer that takes longer counts as none, so that the caller can send the request again.
const LONGEST_WAIT = 20_000;

// If the page is served under a path (a proxy's prefix), this module is still one folder below the server's root.
const base = new URL('..', import.meta.url).pathname.replace(/\/$/, '');

/** Returns the path of an endpoint as clients of this server request it. */
export const at = path => base + path;

/** The address of the server. */
export const server = location.origin + base;

// `:` is allowed in a path and more readable than %3A.
const segment = name => encodeURIComponent(name).replaceAll('%3A', ':');

export const topicPath = topic => at(`/topics/${segment(topic)}`);
export const roomPath = room => at(`/rooms/${segment(room)}`);
export const webhookPath = id => at(`/webhooks/${segment(id)}`);
export const jobPath = id => at(`/jobs/${segment(id)}`);
export const socketPath = room => at(`/ws/${segment(room)}`);

/** Adds the parameters that have a value to an address. */
export function withQuery(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

export async function request(path, options) {
  const response = await respond(path, { signal: AbortSignal.timeout(LONGEST_WAIT), ...options });
  return response.status === 204 ? null : response.json().catch(failed);
}

/** Sends a request, and returns the response. A refusal is thrown as a `Problem`. */
export async function respond(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', headers: { Accept: 'application/json' }, ...options });
  } catch (error) {
    failed(error);
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

function failed(error) {
  if (error.name === 'AbortError') throw error;
  const wait = error.name === 'TimeoutError' ? ` within ${LONGEST_WAIT / 1000} seconds` : '';
  throw new Problem(0, 'No answer', `The server did not respond${wait}. Is it running?`);
}

async function readProblem(response) {
  const said = await response.json().catch(() => null);
  const title = said?.title || response.statusText || `Status ${response.status}`;
  const errors = Object.values(said?.errors ?? {}).flat().join(' ');
  const problem = new Problem(response.status, title, said?.detail || errors);
  if (problem.status === 401) tellShutOut();
  return problem;
}

const shutOut = new EventTarget();

/** Reports that a token is needed, or that the current token has expired. */
export const tellShutOut = () => shutOut.dispatchEvent(new Event('shut-out'));

export const onShutOut = listener => shutOut.addEventListener('shut-out', listener);

export const topicState = topic => request(topicPath(topic));

/** Returns the state of a topic that can be followed. The name of a deleted topic has a state, but cannot be followed as long as other topics begin with its messages. */
export async function followableTopic(topic) {
  const state = await topicState(topic);
  const stream = new AbortController();
  const signal = AbortSignal.any([stream.signal, AbortSignal.timeout(LONGEST_WAIT)]);
  await respond(`${topicPath(topic)}/events`, { headers: { Accept: 'text/event-stream' }, signal }).finally(() => stream.abort());
  return state;
}

/** Closes a topic: nothing can be published to it any more. */
export const closeTopic = topic => request(`${topicPath(topic)}/close`, { method: 'POST' });

/** Returns the first topics whose names start with a text. Topics of jobs are returned only for a text that starts with `job:`. */
export const topicsFrom = (beginning, limit) => request(withQuery(at('/topics'), { match: beginning && `${beginning}*`, limit }));

export const allRooms = () => request(at('/rooms'));
export const roomMembers = room => request(`${roomPath(room)}/members`);

/** Returns the newest messages of a topic, oldest first; none for a topic without messages. */
export async function recentMessages(topic, limit) {
  try {
    const found = await request(withQuery(`${topicPath(topic)}/messages`, { format: 'json', order: 'desc', limit }));
    return found.reverse();
  } catch (problem) {
    if (problem.status === 404) return [];
    throw problem;
  }
}

const sendToken = (path, token) => request(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  body: JSON.stringify({ token }),
});

/** Puts a token into the session's cookie, which the browser sends with every later request. */
export const signIn = token => sendToken(at('/session'), token);

/** Lets running streams continue with a newer token. */
export const refreshSession = token => sendToken(at('/session/refresh'), token);

/** Returns the caller of the session's cookie; without a cookie an anonymous one. */
export const whoAmI = () => request(at('/session'));
