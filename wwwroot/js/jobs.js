// Jobs: the newest ones as a list. What happens to those that have not ended is told by their topics.
import { at, jobPath, request } from './api.js';
import { startJobForm } from './job-form.js';
import { JobRow } from './job-row.js';
import { LiveList } from './live-list.js';
import { TopicStream } from './stream/topic-stream.js';

const SHOWN = 12;

const streams = new Map();

/** Gives what looks at them at once. */
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
    // It may have gone on between the look and the stream.
    if (kind === 'opened') list.look();
  }
  if (state !== 'closed' && !list.rows.get(id)?.hasEnded) return;
  // Refused, or at its end; the next look begins anew if it goes on.
  const stream = streams.get(id);
  streams.delete(id);
  if (state !== 'closed') stream?.close();
}
