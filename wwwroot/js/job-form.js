// The form that enqueues a job: one POST, and the server's response.
import { at, request } from './api.js';
import { byId, showSentence } from './dom.js';

const field = name => byId(`job-${name}`);

/** `onEnqueued(job)` is called after every success. */
export function startJobForm(onEnqueued) {
  byId('job-form').addEventListener('submit', event => {
    event.preventDefault();
    enqueue().then(job => {
      showSentence(byId('job-error'), '');
      onEnqueued(job);
    }, problem => showSentence(byId('job-error'), problem.message));
  });
}

async function enqueue() {
  const written = field('arguments').value.trim() || '{}';
  try {
    JSON.parse(written);
  } catch (error) {
    field('arguments').setAttribute('aria-invalid', 'true');
    throw new Error(`The arguments are not JSON: ${error.message}`);
  }
  field('arguments').setAttribute('aria-invalid', 'false');
  const parts = [`"type":${JSON.stringify(field('type').value.trim())}`, `"arguments":${written}`];
  if (field('priority').value) parts.push(`"priority":${Number(field('priority').value)}`);
  if (field('delay').value.trim()) parts.push(`"delay":${JSON.stringify(field('delay').value.trim())}`);
  // The arguments are sent as they were typed: parsing them first would round large numbers.
  return request(at('/jobs'), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: `{${parts.join()}}` });
}
