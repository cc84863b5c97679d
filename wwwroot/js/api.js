// The HTTP side of the wire: paths, and answers or the sentence that says why not.

/** What the server refused, as its problem details say it. `status` is 0 when no answer came at all. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
  }

  /** True when asking again unchanged can never help. */
  get isRefusal() {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

// Under a path of its own (a proxy's prefix), this module still lies one folder below the server's root.
const base = new URL('..', import.meta.url).pathname.replace(/\/$/, '');

/** An endpoint's path as this server's clients see it. */
export const at = path => base + path;

/** The server's address. */
export const server = location.origin + base;

// `:` is allowed in a path and reads better than %3A.
const segment = name => encodeURIComponent(name).replaceAll('%3A', ':');

export const topicPath = topic => at(`/topics/${segment(topic)}`);
export const roomPath = room => at(`/rooms/${segment(room)}`);
export const webhookPath = id => at(`/webhooks/${segment(id)}`);
export const jobPath = id => at(`/jobs/${segment(id)}`);
export const socketPath = room => at(`/ws/${segment(room)}`);

/** Adds the parameters that have a value. */
export function withQuery(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

export async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', headers: { Accept: 'application/json' }, ...options });
  } catch {
    throw new Problem(0, 'No answer', 'The server did not answer. Is it running?');
  }
  if (!response.ok) throw await readProblem(response);
  return response.status === 204 ? null : response.json();
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

/** Tells that a token is needed, or that the one that was there has ended. */
export const tellShutOut = () => shutOut.dispatchEvent(new Event('shut-out'));

export const onShutOut = listener => shutOut.addEventListener('shut-out', listener);

export const topicState = topic => request(topicPath(topic));

/** The first topics whose names begin so. Those of jobs come only where the beginning is `job:`. */
export const topicsFrom = (beginning, limit) => request(withQuery(at('/topics'), { match: beginning && `${beginning}*`, limit }));

export const allRooms = () => request(at('/rooms'));
export const roomMembers = room => request(`${roomPath(room)}/members`);

/** The newest messages of a topic, oldest first. A topic that nobody has published to has none. */
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

/** Puts a token into the session's cookie, which goes along with everything from here on. */
export const signIn = token => sendToken(at('/session'), token);

/** Lets what runs go on with a newer token. */
export const refreshSession = token => sendToken(at('/session/refresh'), token);

/** Who the session's cookie says that one is; without one, nobody in particular. */
export const whoAmI = () => request(at('/session'));
