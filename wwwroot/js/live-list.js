// A list of what the server has, one live row each: looked at while its card can be seen, acted on by the rows' buttons.
// No topic tells which jobs or webhooks there are, so that the list itself is asked for now and then.
import { byId, showSentence } from './dom.js';

const LOOK_EVERY = 5000;

export class LiveList {
  rows = new Map();
  #list;
  #name;
  #options;
  #isSeen = false;
  #isShutOut = false;

  /**
   * `name` is what the ids of the list and its error begin with. `load()` gives what there is; `make(item)` a row, which has `element`, `id` and
   * show(item); `act(row, what)` does what a button says; `shown(rows)` is told of the rows after each look.
   */
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

  /** Somebody else looks now: what was refused may be granted. */
  tryAgain() {
    this.#isShutOut = false;
    return this.look();
  }

  async look() {
    try {
      await this.show(await this.#options.load());
    } catch (problem) {
      // A server that does not answer is told of elsewhere on the page; who may not see these does not ask again.
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
