// The list of the newest jobs. The topics of jobs that have not ended supply their progress.
import { at, jobPath, request } from './api.js';
import { startJobForm } from './job-form.js';
import { JobRow } from './job-row.js';
import { LiveList } from './live-list.js';
import { TopicStream } from './stream/topic-stream.js';

const SHOWN = 12;

const streams = new Map();

/** Returns a function that loads the list at once. */
export function startJobs() {
  const list = new LiveList('job', {
    load: () => request(at(`/jobs?limit=${SHOWN}`)),
    make: job => new JobRow(job),
    act: async (row, what) => row.show(await act(row.job.id, what)),
    shown: rows => follow(list, rows.filter(row => !row.hasEnded).map(row => row.job.id)),
  });
  startJobForm(job => list.show([job, ...[...list.rows.values()].map(row => row.job)].slice(0, SHOWN)));
  return () => list.tryAgain();
}

const act = (id, what) => what === 'retry' ? request(`${jobPath(id)}/retry`, { method: 'POST' }) : request(jobPath(id), { method: 'DELETE' });

function follow(list, ids) {
  for (const [id, stream] of streams) {
    if (ids.includes(id)) continue;
    streams.delete(id);
    stream.close();
  }
  for (const id of ids) {
    if (streams.has(id)) continue;
    const stream = new TopicStream(`job:${id}`, frame => hear(list, id, frame), { start: 'live', whole: true });
    streams.set(id, stream);
    stream.connect();
  }
}

function hear(list, id, { state, items }) {
  for (const { kind, type, data } of items) {
    if (kind === 'message') list.rows.get(id)?.hear(type, JSON.parse(data));
    // The job may have changed between the response and the start of the stream.
    if (kind === 'opened') list.look();
  }
  if (state !== 'closed' && !list.rows.get(id)?.hasEnded) return;
  // The stream was refused or has ended; the next load of the list follows the job again if it runs.
  const stream = streams.get(id);
  streams.delete(id);
  if (state !== 'closed') stream?.close();
}
