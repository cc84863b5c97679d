// What unfinished jobs tell, on one connection for all of them: a browser has only six.
import { at } from './api.js';

const TYPES = ['queued', 'started', 'progress', 'retrying', 'cancelling', 'succeeded', 'failed', 'cancelled'];

export class JobStream {
  #source = null;
  #followed = '';
  #hear;
  #opened;

  /** `hear({job, type, data})` for each event; `opened()` when a stream begins, so that nothing is missed between a look and the stream. */
  constructor(hear, opened) {
    this.#hear = hear;
    this.#opened = opened;
  }

  follow(ids) {
    const followed = ids.toSorted().join();
    // An open stream of a few jobs too many does no harm; one too few does.
    if (followed === this.#followed || (ids.length > 0 && this.#source && ids.every(id => this.#followed.includes(id)))) return;
    this.#followed = followed;
    this.#source?.close();
    this.#source = null;
    if (ids.length === 0) return;
    const query = new URLSearchParams(ids.map(id => ['topic', `job:${id}`]));
    const source = this.#source = new EventSource(at(`/events?${query}`));
    source.addEventListener('open', () => this.#opened());
    source.addEventListener('error', () => {
      // Given up by the browser: the next look begins anew.
      if (source.readyState === EventSource.CLOSED) this.#followed = '';
    });
    for (const type of TYPES) {
      source.addEventListener(type, event => {
        const data = JSON.parse(event.data);
        this.#hear({ job: data.job, type, data });
      });
    }
  }
}
