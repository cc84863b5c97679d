// The requests of the console. Addresses and errors are those of the page (../../js/api.js).
import { at, jobPath, request, respond, topicPath, webhookPath, withQuery } from '../../js/api.js';

const post = (path, body) => request(path, body === undefined ? { method: 'POST' } : {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  body: JSON.stringify(body),
});
const remove = path => request(path, { method: 'DELETE' });
const named = (folder, name) => at(`/${folder}/${encodeURIComponent(name).replaceAll('%3A', ':')}`);

/** Returns one page of a list, and the value of `after` for the next page; null on the last page. */
async function page(path, query) {
  const response = await respond(withQuery(at(path), query));
  const items = await response.json();
  const link = /<([^>]*)>; rel="next"/.exec(response.headers.get('Link') ?? '');
  return { items, next: link && new URL(link[1], location.href).searchParams.get('after') };
}

export const topics = {
  page: query => page('/topics', query),
  get: topic => request(topicPath(topic)),
  close: topic => post(`${topicPath(topic)}/close`),
  delete: topic => remove(topicPath(topic)),
  trim: (topic, before) => remove(withQuery(`${topicPath(topic)}/messages`, { before })),
  policies: () => request(at('/policies')),
  /** Returns messages in JSON; an empty list for a topic without messages. */
  messages: async (topic, query) => {
    try {
      return await request(withQuery(`${topicPath(topic)}/messages`, { format: 'json', ...query }));
    } catch (problem) {
      if (problem.status === 404) return [];
      throw problem;
    }
  },
  /** `json`: the body is a JSON value, and is sent as it was typed: parsing it would round large numbers. */
  publish: (topic, type, text, json) => request(withQuery(`${topicPath(topic)}/messages`, { type }), {
    method: 'POST',
    headers: { 'Content-Type': json ? 'application/json' : 'text/plain; charset=utf-8', Accept: 'application/json' },
    body: json ? `{"data":${text}}` : text,
  }),
};

export const rooms = {
  list: () => request(at('/rooms')),
  members: room => request(`${named('rooms', room)}/members`),
};

export const connections = {
  page: query => page('/connections', query),
  cut: id => remove(named('connections', id)),
};

export const jobs = {
  page: async query => {
    const items = await request(withQuery(at('/jobs'), query));
    return { items, next: items.length === query.limit ? items.at(-1).id : null };
  },
  get: id => request(jobPath(id)),
  stats: () => request(at('/jobs/stats')),
  pauses: () => request(at('/jobs/pauses')),
  retry: id => post(`${jobPath(id)}/retry`),
  cancel: id => remove(jobPath(id)),
  retryAll: query => post(withQuery(at('/jobs/retry'), query)),
  cancelAll: query => remove(withQuery(at('/jobs'), query)),
  pauseType: type => post(`${named('jobs/types', type)}/pause`),
  resumeType: type => post(`${named('jobs/types', type)}/resume`),
  pauseBelow: lowest => post(withQuery(at('/jobs/pause'), { lowest })),
  resumeAll: () => post(at('/jobs/resume')),
};

export const schedules = {
  list: () => request(at('/schedules')),
  run: name => post(`${named('schedules', name)}/run`),
  pause: name => post(`${named('schedules', name)}/pause`),
  resume: name => post(`${named('schedules', name)}/resume`),
};

export const webhooks = {
  list: () => request(at('/webhooks')),
  get: id => request(webhookPath(id)),
  deliveries: (id, query) => request(withQuery(`${webhookPath(id)}/deliveries`, query)),
  resend: (id, number) => post(`${webhookPath(id)}/deliveries/${number}/resend`),
  test: id => post(`${webhookPath(id)}/test`),
  pause: id => post(`${webhookPath(id)}/pause`),
  resume: id => post(`${webhookPath(id)}/resume`),
  delete: id => remove(webhookPath(id)),
};

export const workers = { list: () => request(at('/workers')) };
export const tasks = { list: () => request(at('/background-tasks')) };
export const limits = { list: () => request(at('/limits')) };
export const nodes = { list: () => request(at('/nodes')) };
