// Jobs: the newest ones as a list that is looked at now and then, and a stream of what those that have not ended tell.
import { at, jobPath, request } from './api.js';
import { byId, showSentence } from './dom.js';
import { startJobForm } from './job-form.js';
import { JobRow } from './job-row.js';
import { JobStream } from './job-stream.js';

const SHOWN = 12;
const LOOK_EVERY = 3000;

const rows = new Map();
const stream = new JobStream(tell => rows.get(tell.job)?.hear(tell), () => look());

/** Gives what looks at them at once. */
export function startJobs() {
  startJobForm(job => show([job, ...[...rows.values()].map(row => row.job)]));
  byId('job-list').addEventListener('click', event => {
    const button = event.target.closest('button[data-act]');
    if (button) act(button.closest('[data-job]').dataset.job, button.dataset.act);
  });
  setInterval(() => document.visibilityState === 'visible' && look(), LOOK_EVERY);
  look();
  return look;
}

async function look() {
  try {
    show(await request(at(`/jobs?limit=${SHOWN}`)));
  } catch (problem) {
    // Who may not read jobs sees none; a server that does not answer is told of elsewhere on the page.
    if (problem.status === 401 || problem.status === 403) show([]);
  }
}

function show(jobs) {
  const newest = jobs.slice(0, SHOWN);
  for (const id of [...rows.keys()]) if (!newest.some(job => job.id === id)) rows.delete(id);
  for (const job of newest) {
    if (rows.has(job.id)) rows.get(job.id).show(job);
    else rows.set(job.id, new JobRow(job));
  }
  const list = byId('job-list');
  newest.forEach((job, at) => {
    const { element } = rows.get(job.id);
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
  while (list.childElementCount > newest.length) list.lastElementChild.remove();
  stream.follow([...rows.values()].filter(row => !row.hasEnded).map(row => row.job.id));
}

async function act(id, what) {
  try {
    const job = await request(what === 'retry' ? `${jobPath(id)}/retry` : jobPath(id), { method: what === 'retry' ? 'POST' : 'DELETE' });
    rows.get(id)?.show(job);
    showSentence(byId('job-error'), '');
    look();
  } catch (problem) {
    showSentence(byId('job-error'), problem.message);
  }
}
