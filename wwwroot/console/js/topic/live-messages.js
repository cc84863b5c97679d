// The live messages of a topic: the latest ones of the history first, then those of the shared stream.
import { topicState } from '../../../js/api.js';
import { Backoff } from '../../../js/backoff.js';
import { learnType } from '../../../js/stream/shared-stream.js';
import { TopicStream } from '../../../js/stream/topic-stream.js';
import { gapSentence, messages as inWords, resumedSentence } from '../../../js/words.js';
import { topics } from '../server.js';
import { ofHistory, ofStream } from './message-view.js';

const FIRST = 50;
const LOOKED_AT = 100;

export class LiveMessages {
  #topic;
  #signal;
  #tell;
  #wasLost = false;

  /** `tell` has message(item), line(kind, sentence), count(n) and state(name). */
  constructor(topic, signal, tell) {
    this.#topic = topic;
    this.#signal = signal;
    this.#tell = tell;
  }

  async start() {
    const [state, latest] = await this.#load();
    if (this.#signal.aborted) return;
    for (const message of latest) {
      learnType(message.type);
      this.#tell.message(ofHistory(message));
    }
    const stream = new TopicStream(this.#topic, frame => this.#hear(frame), { start: latest.at(-1)?.position ?? state.newest });
    stream.connect();
    this.#signal.addEventListener('abort', () => stream.close());
  }

  // The state is loaded first: a message that is published between the requests is in the history.
  async #load() {
    for (const backoff = new Backoff(); ; await new Promise(resume => setTimeout(resume, backoff.next()))) {
      try {
        const state = await topicState(this.#topic);
        return [state, (await topics.messages(this.#topic, { order: 'desc', limit: FIRST })).reverse()];
      } catch (problem) {
        if (problem.status === undefined || problem.isRefusal || this.#signal.aborted) throw problem;
      }
    }
  }

  #hear({ state, count, items }) {
    if (this.#signal.aborted) return;
    for (const item of items) this.#item(item);
    if (count > 0) this.#tell.count(count);
    this.#tell.state(state);
  }

  #item(item) {
    switch (item.kind) {
      case 'message': return this.#tell.message(ofStream(item));
      case 'gap': return this.#tell.line('gap', gapSentence(item));
      case 'lost': return this.#onLost();
      case 'resumed': return (item.count > 0 || this.#wasLost) && this.#tell.line('resumed', resumedSentence(item.after, item.count, item.lossy));
      case 'ended': return this.#tell.line('lost', 'The topic is closed: no message follows');
      case 'refused': return this.#tell.line('error', item.sentence);
      case 'skipped': return this.#learn(item.count);
    }
  }

  #onLost() {
    this.#wasLost = true;
    this.#tell.line('lost', 'The connection was lost');
  }

  // An EventSource passes on only messages of types that it was told. The history has the types of all messages.
  async #learn(count) {
    this.#tell.line('skipped', `${inWords(count)} of a type that was not known yet; later ones are shown`);
    const latest = await topics.messages(this.#topic, { order: 'desc', limit: LOOKED_AT }).catch(() => []);
    for (const { type } of latest) learnType(type);
  }
}
