// A list of the server's jobs or webhooks, with one row for each. No topic reports new jobs and webhooks, so the list is polled while its
// card is visible. The buttons of the rows execute actions.
import { byId, showSentence } from './dom.js';

const LOOK_EVERY = 5000;

export class LiveList {
  rows = new Map();
  #list;
  #name;
  #options;
  #isSeen = false;
  #isShutOut = false;

  /** `name` is the prefix of the ids of the list and its error. `load()` returns the items; `make(item)` creates a row with `element`, `id` and show(item); `act(row, what)` executes the action of a button; `shown(rows)` is called with the rows after each load. */
  constructor(name, options) {
    this.#name = name;
    this.#options = options;
    this.#list = byId(`${name}-list`);
    this.#list.addEventListener('click', event => {
      const button = event.target.closest('button[data-act]');
      if (button) this.#act(button);
    });
    new IntersectionObserver(([entry]) => {
      this.#isSeen = entry.isIntersecting;
      this.#lookIfSeen();
    }).observe(this.#list.parentElement);
    document.addEventListener('visibilitychange', () => this.#lookIfSeen());
    setInterval(() => this.#lookIfSeen(), LOOK_EVERY);
    this.look();
  }

  /** Called when another user has signed in: the list may be allowed now. */
  tryAgain() {
    this.#isShutOut = false;
    return this.look();
  }

  async look() {
    try {
      await this.show(await this.#options.load());
    } catch (problem) {
      // Another part of the page reports a server that does not respond; a list that is forbidden to the user is not polled again.
      if (problem.status !== 401 && problem.status !== 403) return;
      this.#isShutOut = true;
      this.show([]);
    }
  }

  show(items) {
    const ids = new Set(items.map(item => item.id));
    for (const [id, row] of this.rows) {
      if (ids.has(id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    items.forEach((item, index) => {
      const row = this.rows.get(item.id);
      if (row) row.show(item);
      else this.rows.set(item.id, this.#options.make(item));
      const { element } = this.rows.get(item.id);
      if (this.#list.children[index] !== element) this.#list.insertBefore(element, this.#list.children[index] ?? null);
    });
    return this.#options.shown?.([...this.rows.values()]);
  }

  #lookIfSeen() {
    if (this.#isSeen && !this.#isShutOut && document.visibilityState === 'visible') this.look();
  }

  async #act(button) {
    const row = this.rows.get(button.closest('[data-id]').dataset.id);
    try {
      await this.#options.act(row, button.dataset.act);
      showSentence(byId(`${this.#name}-error`), '');
      await this.look();
    } catch (problem) {
      showSentence(byId(`${this.#name}-error`), problem.message);
    }
  }
}
