// One panel of live events: a topic of the shared stream, its log, its state, its rate, and the buttons that pause, disconnect and resume
// it.
import { Announcer } from './announcer.js';
import { showState, summarise } from './connection-states.js';
import { byId } from './dom.js';
import { eventView, lineView } from './event-rows.js';
import { MessageLog } from './message-log.js';
import { hasReached } from './position.js';
import { Rate } from './rate.js';
import { TopicStream } from './stream/topic-stream.js';
import { gapSentence, messages, resumedSentence } from './words.js';

const PATIENCE = 5000;
const NUMBERS_EVERY = 500;

export class EventsPanel {
  #name;
  #stream = null;
  #state = 'closed';
  #refused = false;
  #hasEnded = false;
  #patience = 0;
  #isPaused = false;
  #sincePause = 0;
  #count = 0;
  #rate = new Rate();
  #onCount;
  #log;
  #news;

  /** `name` is the prefix of the panel's element ids; `onCount(topic)` is called when messages have arrived. */
  constructor(name, onCount) {
    this.#name = name;
    this.#onCount = onCount;
    this.#log = new MessageLog(this.#part('log'));
    this.#news = new Announcer(this.#part('news'));
    this.#part('toggle').addEventListener('click', () => this.#toggle());
    this.#part('pause').addEventListener('click', () => this.#pause(!this.#isPaused));
    setInterval(() => this.#showRate(), NUMBERS_EVERY);
  }

  get topic() {
    return this.#stream?.topic;
  }

  /** Whether the panel receives the topic's messages now. */
  streams(topic) {
    return this.topic === topic && this.#state === 'live';
  }

  /** Stops showing the current topic, if any, and shows this one. */
  follow(topic) {
    if (this.topic === topic) return;
    this.#stream?.close();
    this.#state = 'closed';
    this.#log.clear();
    this.#pause(false);
    this.#count = 0;
    this.#rate = new Rate();
    this.#showCount();
    this.#part('title').textContent = topic;
    this.#part('position').textContent = 'none yet';

    const stream = this.#stream = new TopicStream(topic, frame => {
      if (this.#stream === stream) this.#take(frame);
    });
    stream.connect();
  }

  /** Called when another user has signed in: a refused topic may be allowed now. The refusal of an earlier request may still arrive. */
  tryAgain() {
    if (this.#refused || this.#state === 'connecting') this.#stream.connect();
  }

  #part(name) {
    return byId(`${this.#name}-${name}`);
  }

  #toggle() {
    if (this.#state === 'closed') this.#stream.connect();
    else this.#stream.close();
  }

  #take({ state, position, count, items }) {
    for (const item of items) this.#item(item);
    if (count > 0) this.#add(count);
    this.#part('position').textContent = position ?? 'none yet';
    this.#onState(state, position);
  }

  #add(count) {
    this.#count += count;
    this.#rate.add(count);
    if (this.#isPaused) this.#sincePause += count;
    this.#showCount();
    this.#onCount(this.topic);
  }

  #onState(state, position) {
    const was = this.#state;
    if (state === was) return;
    this.#state = state;
    if (state === 'connecting') this.#refused = this.#hasEnded = false;
    showState(this.#part('state'), state);
    summarise(this.#name, state);
    this.#part('toggle').textContent = state === 'closed' ? 'Connect' : 'Disconnect';
    this.#watch(state);
    if (was === 'live' && state === 'closed' && !this.#refused && !this.#hasEnded) this.#line('lost', `Disconnected${position ? ` at ${position}` : ''}`);
  }

  // A browser that has no free connection does not report it.
  #watch(state) {
    clearTimeout(this.#patience);
    if (state !== 'connecting') return;
    this.#patience = setTimeout(() => this.#line('waiting',
      'Still connecting. Over HTTP/1.1 a browser opens only six connections to a server, and other pages may use all of them.'), PATIENCE);
  }

  #item(item) {
    switch (item.kind) {
      case 'message': return this.#log.add(eventView, item);
      case 'skipped': return this.#line('skipped', `${messages(item.count)} of a type to which this page does not subscribe`);
      case 'gap': return this.#line('gap', gapSentence(item));
      case 'lost': return this.#line('lost', `The connection was lost${item.position ? ` at ${item.position}` : ''}`);
      case 'resumed': return this.#onResumed(item);
      case 'started':
        if (item.count > 0) this.#line('started', `Started with the latest ${messages(item.count)}; new messages follow`);
        return;
      case 'ended':
        this.#hasEnded = true;
        return this.#line('lost', 'The topic is closed: no message follows');
      case 'refused':
        this.#refused = true;
        return this.#line('error', item.sentence);
    }
  }

  #onResumed({ after, head, count, lossy }) {
    this.#log.markReplayed(item => item.position && hasReached(head, item.position) && !hasReached(after, item.position));
    this.#line('resumed', after ? resumedSentence(after, count, lossy) : 'Connected again');
  }

  #pause(isPaused) {
    this.#isPaused = isPaused;
    this.#sincePause = 0;
    this.#log.pause(isPaused);
    this.#part('pause').textContent = isPaused ? 'Go on' : 'Pause';
    byId(this.#name).toggleAttribute('data-paused', isPaused);
    this.#showCount();
  }

  #showCount() {
    this.#part('count').textContent = this.#count.toLocaleString('en');
    this.#part('waiting').textContent = this.#isPaused ? `Paused, ${this.#sincePause.toLocaleString('en')} more` : '';
  }

  #showRate() {
    const text = `${this.#rate.perSecond.toLocaleString('en')}/s`;
    if (this.#part('rate').textContent !== text) this.#part('rate').textContent = text;
  }

  // Events of the connection are announced to screen readers; messages are not, since there may be one a second.
  #line(kind, sentence) {
    this.#log.add(lineView, { line: kind, sentence });
    if (kind !== 'started') this.#news.say(() => sentence);
  }
}
