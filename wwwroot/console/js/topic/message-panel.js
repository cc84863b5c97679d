// The messages of a topic: live, with pause and filter, or a page of the history.
import { element, showSentence } from '../../../js/dom.js';
import { lineView } from '../../../js/event-rows.js';
import { MessageLog } from '../../../js/message-log.js';
import { Rate } from '../../../js/rate.js';
import { filters, segments, textField, valuesOf } from '../ui/filters.js';
import { button, card } from '../ui/parts.js';
import { number } from '../words.js';
import { HistoryPage } from './history-page.js';
import { LiveMessages } from './live-messages.js';
import { showMessage } from './message-dialog.js';
import { rawView, readableView } from './message-view.js';

// The number of messages that a new filter can still find without a request.
const KEPT = 2000;
const STATES = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', closed: 'Ended' };

export class MessagePanel {
  #topic;
  #log;
  #live;
  #history;
  #kept = [];
  #rate = new Rate();
  #received = 0;
  #missed = 0;
  #isPaused = false;
  #mode = 'live';
  #filter = {};
  #list = element('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Messages', tabindex: 0 });
  #empty = element('p', { class: 'log-empty' }, 'Each message appears here as soon as it is published.');
  #state = element('p', { class: 'state', 'data-state': 'connecting' }, 'Connecting');
  #numbers = element('p', { class: 'numbers' });
  #problem = element('p', { class: 'error', role: 'alert', hidden: true });
  #pause = button('Pause', () => this.#setPaused(!this.#isPaused), { name: 'pause' });
  #older = button('Older', () => this.#turn(() => this.#history.older()), { name: 'older' });
  #newer = button('Newer', () => this.#turn(() => this.#history.newer()), { name: 'newer' });
  #toLive = button('Back to live', () => this.#showLive(), { name: 'live', kind: 'primary' });
  #form;
  #shape = segments('form', 'Form', [['readable', 'Readable'], ['raw', 'Raw']], 'readable');
  #signal;

  constructor(topic, signal) {
    this.#topic = topic;
    this.#signal = signal;
    this.#history = new HistoryPage(topic);
    this.#live = new LiveMessages(topic, signal, {
      message: item => this.#take(item), line: (kind, sentence) => this.#line(kind, sentence), count: count => this.#count(count), state: state => this.#showState(state),
    });
    this.#form = filters([
      textField('text', 'Contains', '', { type: 'search', 'data-search': true, spellcheck: 'false' }),
      textField('type', 'Type', '', { autocapitalize: 'none', spellcheck: 'false' }),
      textField('time', 'From', '', { type: 'datetime-local', step: 1 }),
    ], () => this.#applyForm(), signal);
    this.#shape.addEventListener('change', () => this.#applyForm());
    this.#list.addEventListener('click', event => {
      const row = event.target.closest('.row[data-position]');
      if (row && String(getSelection()) === '') showMessage(topic, row.dataset.position);
    });
    this.#list.addEventListener('keydown', event => this.#onKey(event));
    this.element = card({ flush: true, className: 'messages' },
      element('div', { class: 'messages-head' }, element('h2', {}, 'Messages'), this.#state, this.#numbers, this.#pause),
      this.#form, this.#problem,
      element('div', { class: 'log-frame' }, this.#list, this.#empty, element('button', { type: 'button', class: 'log-newest', hidden: true }, 'Newest')),
      element('div', { class: 'messages-foot' }, this.#shape, this.#older, this.#newer, this.#toLive));
    this.#log = new MessageLog(this.#list);
    this.#showButtons();
  }

  start() {
    this.#live.start().catch(problem => this.#fail(problem));
    const timer = setInterval(() => this.#showNumbers(), 1000);
    this.#signal.addEventListener('abort', () => clearInterval(timer));
  }

  #take(item) {
    this.#kept.push(item);
    if (this.#kept.length > KEPT * 2) this.#kept.splice(0, this.#kept.length - KEPT);
    if (this.#mode === 'live' && this.#fits(item)) this.#log.add(this.#view, item);
  }

  #line(kind, sentence) {
    if (this.#mode === 'live') this.#log.add(lineView, { line: kind, sentence });
  }

  #count(count) {
    this.#received += count;
    if (this.#isPaused) this.#missed += count;
    this.#rate.add(count);
    this.#showNumbers();
  }

  #fits({ data, type }) {
    const { text, type: wanted } = this.#filter;
    return (!wanted || type === wanted) && (!text || data.toLowerCase().includes(text));
  }

  get #view() {
    return this.#filter.isRaw ? rawView : readableView;
  }

  #applyForm() {
    const { text, type, time } = valuesOf(this.#form);
    const isRaw = this.#shape.querySelector(':checked').value === 'raw';
    const isNewTime = time !== this.#filter.time;
    this.#filter = { text: text?.toLowerCase(), type, time, isRaw };
    this.element.toggleAttribute('data-raw', isRaw);
    if (isNewTime && time) return this.#turn(() => this.#history.from(new Date(time)));
    if (isNewTime && this.#mode === 'history') return this.#showLive();
    this.#drawAgain();
  }

  #drawAgain() {
    this.#log.clear();
    const items = this.#mode === 'live' ? this.#kept : this.#history.items;
    const fitting = items.filter(item => this.#fits(item));
    for (const item of fitting) this.#log.add(this.#view, item);
    this.#empty.textContent = items.length > 0 ? 'No message fits the filter.' : this.#mode === 'live' ? 'Each message appears here as soon as it is published.' : 'There are no messages here.';
    // A paused log draws nothing, so it is released for this drawing.
    this.#log.pause(false);
    this.#log.pause(this.#isPaused);
  }

  async #turn(load) {
    try {
      await load();
    } catch (problem) {
      return this.#fail(problem);
    }
    showSentence(this.#problem, '');
    this.#mode = 'history';
    this.#setPaused(false);
    this.#showButtons();
    this.#drawAgain();
    this.#showNumbers();
  }

  #showLive() {
    this.#mode = 'live';
    this.#form.elements.time.value = '';
    this.#filter.time = undefined;
    this.#showButtons();
    this.#drawAgain();
    this.#showNumbers();
    this.#pause.focus();
  }

  #setPaused(isPaused) {
    this.#isPaused = isPaused;
    this.#missed = 0;
    this.#log.pause(isPaused);
    this.#pause.textContent = isPaused ? 'Continue' : 'Pause';
    this.element.toggleAttribute('data-paused', isPaused);
    this.#showNumbers();
  }

  #showButtons() {
    const isLive = this.#mode === 'live';
    this.#pause.hidden = !isLive;
    this.#older.hidden = this.#newer.hidden = this.#toLive.hidden = isLive;
    if (isLive) return;
    this.#older.disabled = !this.#history.hasOlder;
    this.#newer.disabled = !this.#history.hasNewer;
  }

  #showNumbers() {
    const live = `${number(this.#received)} received, ${number(this.#rate.perSecond)}/s${this.#isPaused ? ` · paused, ${number(this.#missed)} more` : ''}`;
    const text = this.#mode === 'live' ? live : this.#history.text;
    if (this.#numbers.textContent !== text) this.#numbers.textContent = text;
  }

  #showState(state) {
    this.#state.dataset.state = state;
    this.#state.textContent = STATES[state];
  }

  #fail(problem) {
    if (!this.#signal.aborted) showSentence(this.#problem, problem.message);
  }

  // The arrow keys move among the rows, and Enter opens the message.
  #onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...this.#list.querySelectorAll('.row-offset')];
    const at = rows.indexOf(document.activeElement);
    (at < 0 ? rows.at(-1) : rows[at + step])?.focus();
    event.preventDefault();
  }
}
