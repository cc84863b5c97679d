// One job in the list: its type, its progress, and its actions.
import { jobPath } from './api.js';
import { byId, element } from './dom.js';

const ENDED = ['succeeded', 'failed', 'cancelled'];
const BADGE = { queued: 'connecting', running: 'reconnecting', succeeded: 'live', failed: 'closed', cancelled: 'closed' };
const STATE_AFTER = { queued: 'queued', started: 'running', progress: 'running', retrying: 'queued', succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled' };

export class JobRow {
  #state = element('p', { class: 'state' });
  #bar = element('progress', { max: 1 });
  #text = element('p', { class: 'item-text', dir: 'auto' });
  #act = element('button', { type: 'button', class: 'button small' });
  #result = element('a', { class: 'button small' }, 'Result');

  constructor(job) {
    this.element = element('li', { class: 'item job', 'data-id': job.id },
      element('p', { class: 'item-name' }, element('b', {}, element('bdi', {}, job.type)), ' ', element('code', {}, job.id)),
      this.#state, this.#bar, this.#text,
      element('p', { class: 'item-actions' }, this.#result, this.#act));
    this.#bar.setAttribute('aria-label', `Progress of job ${job.id}`);
    this.#result.href = `${jobPath(job.id)}/result`;
    this.show(job);
  }

  get hasEnded() {
    return ENDED.includes(this.job.state);
  }

  show(job) {
    // The data of the stream is newer than a response that was requested before.
    if (this.job && ENDED.includes(this.job.state) && !ENDED.includes(job.state) && job.attempt === this.job.attempt && job.attempt > 0) return;
    this.job = job;
    this.#draw();
  }

  /** Shows an event of the job's topic. */
  hear(type, data) {
    const job = { ...this.job, state: STATE_AFTER[type] ?? this.job.state, attempt: data.attempt ?? this.job.attempt };
    if (type === 'progress') job.progress = { fraction: data.fraction, text: data.text };
    if (type === 'succeeded') job.progress = { fraction: 1, text: job.progress?.text };
    if (type === 'started' || type === 'queued') job.progress = null;
    if (type === 'cancelling') job.cancelling = true;
    if (data.error) job.error = data.error;
    this.job = job;
    this.#draw();
    if (this.hasEnded) byId('job-news').textContent = `The ${job.type} job has ${job.state === 'cancelled' ? 'been cancelled' : job.state}.`;
  }

  #draw() {
    const { job } = this;
    this.element.dataset.state = job.state;
    this.#state.dataset.state = BADGE[job.state];
    this.#state.textContent = job.cancelling && !this.hasEnded ? 'cancelling' : job.state;
    if (job.progress) this.#bar.value = job.progress.fraction;
    else if (job.state === 'running') this.#bar.removeAttribute('value');
    else this.#bar.value = 0;
    this.#text.textContent = textOf(job);
    this.#result.hidden = job.state !== 'succeeded';
    const act = this.hasEnded ? job.state !== 'succeeded' && 'retry' : !job.cancelling && 'cancel';
    this.#act.hidden = !act;
    this.#act.dataset.act = act || '';
    this.#act.textContent = act === 'retry' ? 'Retry' : 'Cancel';
    this.#act.setAttribute('aria-label', `${this.#act.textContent} job ${job.id}`);
  }
}

function textOf(job) {
  const parts = [];
  if (job.progress) parts.push(`${Math.floor(job.progress.fraction * 100)} %`);
  if (job.progress?.text) parts.push(job.progress.text);
  if (job.attempt > 1) parts.push(`attempt ${job.attempt} of ${job.attempts}`);
  if (job.error && job.state !== 'succeeded') parts.push(job.error);
  if (job.problem) parts.push(job.problem);
  if (!parts.length && job.state === 'queued' && new Date(job.due) > new Date()) parts.push(`due ${new Date(job.due).toLocaleTimeString()}`);
  return parts.join(' · ');
}
