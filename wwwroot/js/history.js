// History: the state of a topic, and plain links to its downloads, so that the browser streams a file to disk by itself.
import { topicPath, topicsFrom, topicState, withQuery } from './api.js';
import { byId, fillOptions, mostOptions, showSentence } from './dom.js';
import { showEnd, startClosing } from './topic-end.js';

const REFRESH_EVERY = 10_000;
const REFRESH_PAUSE = 2000;
const links = () => document.querySelectorAll('#history-form [data-format]');
const topic = () => byId('history-topic').value.trim();

/** `isStreamed(topic)`: whether `topicMoved` is called for new messages of the topic. */
export function startHistory(isStreamed) {
  byId('history-topic').addEventListener('change', () => refreshTopic());
  byId('history-form').addEventListener('input', pointLinks);
  byId('history-form').addEventListener('submit', event => {
    // Enter in a field: there is nothing to submit, but the state is loaded again.
    event.preventDefault();
    refreshTopic();
  });
  byId('history-refresh').addEventListener('click', () => refreshTopic());
  startClosing(topic, () => refreshTopic());
  for (const id of ['history-topic', 'publish-topic']) {
    for (const type of ['focus', 'input']) byId(id).addEventListener(type, offerTopics);
  }
  // Topics of the shared stream report their new messages; the state of any other topic is polled while its card is visible.
  let isSeen = false;
  new IntersectionObserver(([entry]) => {
    isSeen = entry.isIntersecting;
  }).observe(byId('history-form'));
  setInterval(() => isSeen && document.visibilityState === 'visible' && !isStreamed(topic()) && refreshTopic(), REFRESH_EVERY);
  pointLinks();
  refreshTopic();
}

let due = 0;

/** Called when the topic has a new message. */
export function topicMoved(moved) {
  if (moved !== topic() || due || document.visibilityState !== 'visible') return;
  due = setTimeout(() => {
    due = 0;
    refreshTopic();
  }, REFRESH_PAUSE);
}

/** Loads the state of the topic in the form; `published` is the topic that has just changed, if it is known. */
export async function refreshTopic(published = topic()) {
  const asked = topic();
  if (!asked || published !== asked) return;
  try {
    const state = await topicState(asked);
    if (asked !== topic()) return;
    show(state);
    showSentence(byId('history-error'), '');
  } catch (problem) {
    if (asked !== topic()) return;
    show(null);
    showSentence(byId('history-error'), problem.message);
  }
}

function pointLinks() {
  const limit = byId('history-limit');
  const valid = limit.validity.valid;
  limit.setAttribute('aria-invalid', String(!valid));
  for (const link of links()) {
    const { format } = link.dataset;
    const name = topic();
    link.href = withQuery(`${topicPath(name)}/messages`, { format, limit: valid ? limit.value : '' });
    if (format === 'csv') byId('history-request').textContent = `GET ${link.getAttribute('href')}`;
    // Some systems do not allow a colon in a file name.
    link.download = `${name.replaceAll(':', '-')}.${format}`;
  }
}

function show(state) {
  showEnd(state);
  byId('topic-count').textContent = state?.count.toLocaleString('en') ?? '–';
  byId('topic-subscribers').textContent = state?.subscribers.toLocaleString('en') ?? '–';
  byId('topic-oldest').textContent = state ? state.oldest ?? 'none kept' : '–';
  byId('topic-newest').textContent = state ? state.newest ?? 'none yet' : '–';
}

async function offerTopics({ target }) {
  const beginning = target.value.trim();
  const topics = await topicsFrom(beginning, mostOptions).catch(() => []);
  if (beginning === target.value.trim()) fillOptions(byId('topic-names'), topics.map(each => each.topic));
}
