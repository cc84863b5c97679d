// Retries and cancels jobs: one, the selected ones, or all that fit the filters.
import { element } from '../../../js/dom.js';
import { jobs } from '../server.js';
import { act } from '../ui/act.js';
import { button } from '../ui/parts.js';
import { count, number } from '../words.js';
import { hasEnded } from './states.js';

const AT_ONCE = 5;

/** The button of one job: retry, cancel, or none. */
export function actionsOf(job, onDone) {
  if (job.state === 'succeeded' || job.cancelling && !hasEnded(job)) return [];
  const isRetry = hasEnded(job);
  return [button(isRetry ? 'Retry' : 'Cancel', async made => await act(made, {
    ask: isRetry ? null : { title: 'Cancel this job?', text: `${job.type} ${job.id}`, button: 'Cancel job' },
    run: () => isRetry ? jobs.retry(job.id) : jobs.cancel(job.id),
    done: after => isRetry ? `${job.type} is queued again.` : `${job.type} is ${after.state === 'cancelled' ? 'cancelled' : 'being cancelled'}.`,
  }) && onDone?.(), { label: `${isRetry ? 'Retry' : 'Cancel'} job ${job.id}`, name: isRetry ? 'retry' : 'cancel' })];
}

/** The bar above the list. `filter()` returns the values of the filters; `onDone()` is called after jobs were changed. */
export function bulkOf(filter, selection, onDone) {
  let stats = null;
  const text = element('p', { class: 'bulk-text' });
  const some = ['Retry', 'Cancel'].map(verb => button(`${verb} selected`, made => changeSome(made, verb), { name: `${verb.toLowerCase()}-selected` }));
  const all = button('Cancel all', made => changeAll(made), { name: 'all' });
  const bar = element('div', { class: 'bulk', hidden: true }, text, ...some, all);

  async function changeSome(made, verb) {
    const keys = selection.keys;
    if (await act(made, {
      ask: verb === 'Cancel' ? { title: `Cancel ${count(keys.length, 'job')}?`, text: 'Waiting jobs are cancelled at once; running ones are asked to stop.', button: 'Cancel jobs' } : null,
      run: () => each(keys, id => verb === 'Retry' ? jobs.retry(id) : jobs.cancel(id)),
      done: ({ done, refused }) => `${count(done, 'job')} ${verb === 'Retry' ? 'queued again' : 'cancelled'}${refused ? `, ${number(refused)} refused since their state does not allow it` : ''}.`,
    })) {
      selection.clear();
      onDone();
    }
  }

  async function changeAll(made) {
    const { state, ...rest } = filter();
    const isRetry = state === 'failed' || state === 'cancelled';
    const verb = isRetry ? 'Retry' : 'Cancel';
    if (await act(made, {
      ask: { title: `${verb} all ${state} jobs?`, text: `All jobs that fit the filters, also on further pages: ${describe(rest)}.`, button: `${verb} all` },
      run: () => untilEnd(after => isRetry ? jobs.retryAll({ state, ...rest, after }) : jobs.cancelAll({ state, ...rest, after })),
      done: changed => `${count(changed, 'job')} ${isRetry ? 'queued again' : 'cancelled'}.`,
    })) onDone();
  }

  return {
    element: bar,
    count(next) {
      stats = next;
      this.show(selection.keys);
    },
    show(keys) {
      const { state, type } = filter();
      const canChange = state && state !== 'succeeded';
      const known = stats?.types.filter(each => !type || each.type === type).reduce((sum, each) => sum + (each[state] ?? 0), 0);
      bar.hidden = keys.length === 0 && !(canChange && known > 0);
      text.textContent = keys.length ? `${number(keys.length)} selected` : '';
      for (const each of some) each.hidden = keys.length === 0;
      all.hidden = keys.length > 0 || !canChange || !known;
      all.textContent = `${state === 'failed' || state === 'cancelled' ? 'Retry' : 'Cancel'} all ${state}`;
    },
  };
}

const describe = ({ type, 'newer-than': age }) => [type ? `type ${type}` : 'all types', ...age ? [`enqueued in the last ${age}`] : []].join(', ');

async function untilEnd(change) {
  let sum = 0;
  let after = null;
  do {
    const { changed, next } = await change(after);
    sum += changed;
    after = next;
  } while (after);
  return sum;
}

// A job whose state has changed meanwhile is refused; the others are still changed.
async function each(ids, change) {
  const waiting = [...ids];
  const result = { done: 0, refused: 0 };
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (waiting.length > 0) {
      try {
        await change(waiting.pop());
        result.done++;
      } catch (problem) {
        if (problem.status !== 409 && problem.status !== 404) throw problem;
        result.refused++;
      }
    }
  }));
  return result;
}
