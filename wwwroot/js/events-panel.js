// One panel of live events: a topic's stream, its log, its state, and the button that cuts and resumes it.
import { Announcer } from './announcer.js';
import { showState, summarise } from './connection-states.js';
import { byId, element } from './dom.js';
import { MessageLog } from './message-log.js';
import { parsePosition, skippedBetween } from './position.js';
import { Replay } from './replay.js';
import { TopicStream } from './topic-stream.js';
import { dataText, gapSentence, messages, resumedSentence } from './words.js';

const PATIENCE = 5000;

export class EventsPanel {
  #name;
  #stream = null;
  #replay = null;
  #state = 'closed';
  #refused = false;
  #patience = 0;
  #log;
  #news;

  /** `name` is what the panel's ids begin with. */
  constructor(name) {
    this.#name = name;
    this.#log = new MessageLog(byId(`${name}-log`));
    this.#news = new Announcer(byId(`${name}-news`));
    byId(`${name}-toggle`).addEventListener('click', () => this.#toggle());
  }

  /** Leaves the topic it showed, if any, and shows this one. */
  follow(topic) {
    if (this.#stream?.topic === topic) return;
    const former = this.#stream;
    this.#replay?.abandon();
    this.#state = 'closed';
    this.#log.clear();
    byId(`${this.#name}-title`).textContent = topic;
    byId(`${this.#name}-position`).textContent = 'none yet';

    const stream = this.#stream = new TopicStream(topic);
    const on = (name, listener) => stream.addEventListener(name, event => {
      if (this.#stream === stream) listener(event.detail);
    });
    on('state', detail => this.#onState(detail.state));
    on('open', detail => this.#onOpen(detail));
    on('message', detail => this.#onMessage(detail));
    on('gap', detail => this.#onGap(detail));
    on('caughtUp', detail => this.#replay?.end(detail.head));
    on('refused', detail => {
      this.#refused = true;
      this.#line('error', detail.sentence);
    });
    former?.close();
    stream.connect();
  }

  /** Somebody else reads now: what was refused may be granted. */
  tryAgain() {
    if (this.#refused) this.#stream.connect();
  }

  #toggle() {
    if (this.#state === 'closed') this.#stream.connect();
    else this.#stream.close();
  }

  #onState(state) {
    const was = this.#state;
    this.#state = state;
    if (state === 'connecting') this.#refused = false;
    showState(byId(`${this.#name}-state`), state);
    summarise(this.#name, state);
    byId(`${this.#name}-toggle`).textContent = state === 'closed' ? 'Connect' : 'Disconnect';
    this.#watch(state);
    if (was !== 'live' || state === 'live') return;

    this.#replay?.abandon();
    const at = this.#stream.position ? ` at ${this.#stream.position}` : '';
    this.#line('lost', state === 'closed' ? `Disconnected${at}` : `The connection was lost${at}`);
  }

  // With a third tab a browser is out of connections, and says nothing about it.
  #watch(state) {
    clearTimeout(this.#patience);
    if (state !== 'connecting') return;
    this.#patience = setTimeout(() => this.#line('waiting',
      'Still waiting. A browser opens only six connections to a server; other tabs of this page may hold them.'), PATIENCE);
  }

  #onOpen({ after, first }) {
    this.#replay?.abandon();
    this.#replay = new Replay((count, rows, lossy) => {
      if (first) {
        if (count > 0) this.#line('started', `Began with the latest ${messages(count)}, live from here on`);
        return;
      }
      this.#log.markReplayed(rows);
      this.#line('resumed', after ? resumedSentence(after, count, lossy) : 'Connected again');
    });
  }

  #onMessage({ position, type, data, before }) {
    // Offsets rise by one, so a jump without a gap event is a message whose type nobody listens for.
    const skipped = skippedBetween(before, position);
    if (skipped) this.#line('skipped', `${messages(skipped)} of a type this page does not listen for`);

    const row = this.#log.add(() => eventRow(position, type, data));
    this.#replay?.saw(position, row);
    this.#showPosition();
  }

  #onGap({ gap }) {
    this.#line('gap', gapSentence(gap));
    this.#replay?.lost();
    this.#showPosition();
  }

  #showPosition() {
    byId(`${this.#name}-position`).textContent = this.#stream.position ?? 'none yet';
  }

  // What happened to the connection is spoken; the messages themselves, one a second perhaps, are not.
  #line(kind, sentence) {
    this.#log.add(() => element('p', { class: 'line', 'data-kind': kind }, sentence));
    if (kind !== 'started') this.#news.say(sentence);
  }
}

function eventRow(position, type, data) {
  const offset = parsePosition(position)?.offset ?? '';
  const text = element('span', { class: 'row-data', 'data-json': /^[[{]/.test(data) }, dataText(data));
  if (type !== 'message') text.prepend(element('span', { class: 'type' }, type), ' ');
  return element('div', { class: 'row', 'data-position': position },
    element('span', { class: 'row-offset', title: position }, String(offset)), text);
}
