// The states of jobs: their order, their badges, and their progress.
import { element } from '../../../js/dom.js';
import { badge } from '../ui/parts.js';
import { ago } from '../words.js';

export const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
export const hasEnded = job => ['succeeded', 'failed', 'cancelled'].includes(job.state);

const TONES = { queued: 'quiet', running: 'busy', succeeded: 'good', failed: 'bad', cancelled: 'quiet' };

export const badgeOf = job => badge(job.cancelling && !hasEnded(job) ? 'cancelling' : job.state, TONES[job.state]);

/** A bar while the job runs; otherwise what it waits for, or why it failed. */
export function progressOf(job) {
  if (job.state === 'running') return bar(job);
  if (job.problem) return job.problem;
  if (job.state === 'queued' && new Date(job.due) > Date.now()) return `due ${ago(job.due)}`;
  if (job.progress?.text) return job.progress.text;
  return '';
}

export function bar({ id, progress }) {
  const made = element('progress', { max: 1, value: progress?.fraction, 'aria-label': `Progress of job ${id}` });
  const text = progress ? `${Math.floor(progress.fraction * 100)} %${progress.text ? ` · ${progress.text}` : ''}` : '';
  return element('span', { class: 'progress' }, made, element('span', {}, text));
}
