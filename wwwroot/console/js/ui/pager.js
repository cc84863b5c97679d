// A list in pages: the present page is loaded again and again, and the buttons lead to the next and the previous one.
import { element } from '../../../js/dom.js';
import { button } from './parts.js';
import { poll } from './poll.js';

export class Pager {
  #starts = [null];
  #next = null;
  #look;
  #back = button('Previous', () => this.#turn(() => this.#starts.pop()), { name: 'previous' });
  #forth = button('Next', () => this.#turn(() => this.#starts.push(this.#next)), { name: 'next' });
  #text = element('p', { class: 'pager-text', role: 'status' });

  /** `load(after)` returns {items, next}; `words(count)` describes the number of items. */
  constructor({ load, show, signal, problem, every, words }) {
    this.element = element('div', { class: 'pager' }, this.#text, this.#back, this.#forth);
    this.#look = poll({
      load: () => load(this.#starts.at(-1)),
      show: ({ items, next }) => {
        this.#next = next;
        this.#draw(items.length, words);
        show(items);
      },
      signal, problem, every,
    });
  }

  /** Begins at the first page again: the filter has changed. */
  restart() {
    this.#starts = [null];
    this.#look();
  }

  look() {
    this.#look();
  }

  #turn(change) {
    change();
    this.#look();
    document.getElementById('main').scrollIntoView();
  }

  #draw(count, words) {
    const page = this.#starts.length;
    const isWhole = page === 1 && this.#next === null;
    const text = isWhole ? words(count) : `Page ${page}, ${words(count)}`;
    if (this.#text.textContent !== text) this.#text.textContent = text;
    const focused = document.activeElement;
    this.#back.hidden = page === 1;
    this.#forth.hidden = this.#next === null;
    // A hidden button would lose the focus.
    if (focused?.hidden) [this.#back, this.#forth].find(each => !each.hidden)?.focus();
  }
}
