// The publish form: one POST, and the server's response.
import { request, topicPath, withQuery } from './api.js';
import { byId, element } from './dom.js';
import { learnType } from './stream/shared-stream.js';

const field = name => byId(`publish-${name}`);

/** `onPublished(topic)` is called after every success. */
export function startPublishing(onPublished) {
  byId('publish-form').addEventListener('submit', event => {
    event.preventDefault();
    publish().then(onPublished, showProblem);
  });
}

async function publish() {
  const topic = field('topic').value.trim();
  const type = field('type').value.trim();
  const data = field('data').value;
  const asJson = field('as-json').checked;

  if (!topic) throw refusal('topic', 'Enter the topic to publish to.');
  if (asJson) checkJson(data);
  mark('topic', true);
  mark('data', true);
  // The type is added before the request: the message may arrive on the live stream before the response.
  learnType(type);

  const answer = await request(withQuery(`${topicPath(topic)}/messages`, { type }), {
    method: 'POST',
    headers: { 'Content-Type': asJson ? 'application/json' : 'text/plain; charset=utf-8', Accept: 'application/json' },
    // The JSON is sent as it was typed: parsing it first would round large numbers.
    body: asJson ? `{"data":${data}}` : data,
  });
  showAnswer(answer);
  return topic;
}

function checkJson(text) {
  try {
    JSON.parse(text);
  } catch (error) {
    throw refusal('data', `The data is not JSON: ${error.message}`);
  }
}

function showAnswer({ first, subscribers }) {
  const reached = subscribers === 1 ? '1 subscriber' : `${subscribers} subscribers`;
  show('ok',
    element('p', {}, 'Published at ', element('code', { 'data-field': 'position' }, first)),
    element('p', {}, element('span', { 'data-field': 'subscribers' }, reached), ' reached'));
}

function showProblem(problem) {
  if (problem.field) mark(problem.field, false);
  show('problem',
    element('p', {}, element('strong', {}, problem.title ?? 'Not published')),
    element('p', { 'data-field': 'detail' }, problem.message));
}

function show(kind, ...children) {
  const answer = byId('publish-answer');
  answer.dataset.kind = kind;
  answer.replaceChildren(...children);
}

function mark(name, valid) {
  field(name).setAttribute('aria-invalid', String(!valid));
}

function refusal(name, sentence) {
  return Object.assign(new Error(sentence), { title: 'Not sent', field: name });
}
