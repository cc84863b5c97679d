// A list of the newest messages with a bounded number of rows. It is drawn at most once per frame at any rate of messages, reuses its
// elements, and scrolls along unless the user has scrolled away from the end.
import { nextFrame } from './frame.js';

const LIMIT = 200;
const AT_END = 48;
// After this number of messages in one frame the next drawing is delayed, which leaves time for the rest of the page.
const MANY = 20;
const PAUSE = 100;

export class MessageLog {
  #list;
  #newest;
  #waiting = [];
  #rows = [];
  #free = new Map();
  #cancel = null;
  #restUntil = 0;
  #isPaused = false;
  #follows = true;
  #putAt = 0;

  constructor(list) {
    this.#list = list;
    this.#newest = list.parentElement.querySelector('.log-newest');
    this.#newest.addEventListener('click', () => this.#toEnd());
    list.addEventListener('scroll', () => this.#look(), { passive: true });
  }

  /** `view` has make(), which creates an element, and fill(element, item); neither is called for an item that newer ones replace before drawing. */
  add(view, item) {
    this.#waiting.push({ view, item, isReplayed: false, element: null });
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
    if (!this.#isPaused) this.#cancel ??= this.#soon();
  }

  /** Marks the rows of certain items. */
  markReplayed(isOne) {
    for (const row of [...this.#rows, ...this.#waiting]) {
      if (!isOne(row.item)) continue;
      row.isReplayed = true;
      if (row.element) row.element.dataset.replayed = '';
    }
  }

  /** While the log is paused, it does not change; the latest rows wait. */
  pause(isPaused) {
    this.#isPaused = isPaused;
    if (!isPaused && this.#waiting.length > 0) this.#draw();
  }

  clear() {
    this.#stop();
    this.#waiting = [];
    this.#rows = [];
    this.#list.replaceChildren();
    this.#follows = true;
    this.#putAt = 0;
    this.#newest.hidden = true;
  }

  #soon() {
    if (performance.now() >= this.#restUntil) return nextFrame(() => this.#draw());
    const timer = setTimeout(() => this.#draw(), PAUSE);
    return () => clearTimeout(timer);
  }

  #stop() {
    this.#cancel?.();
    this.#cancel = null;
  }

  #draw() {
    this.#stop();
    if (this.#isPaused) return;
    this.#look();
    const added = this.#waiting;
    this.#waiting = [];
    for (const row of this.#rows.splice(0, this.#rows.length + added.length - LIMIT)) this.#takeAway(row);
    for (const row of added) {
      row.element = this.#free.get(row.view)?.pop() ?? row.view.make();
      row.view.fill(row.element, row.item);
      if (row.isReplayed) row.element.dataset.replayed = '';
      this.#rows.push(row);
    }
    this.#list.append(...added.map(row => row.element));
    this.#free.clear();
    if (this.#follows) this.#toEnd();
    else this.#newest.hidden = false;
    if (added.length > MANY) this.#restUntil = performance.now() + PAUSE;
  }

  #takeAway({ view, element }) {
    element.remove();
    delete element.dataset.replayed;
    if (!this.#free.has(view)) this.#free.set(view, []);
    this.#free.get(view).push(element);
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    // The last position that this code has set counts as the end too: a narrower window makes the rows longer without scrolling by the
    // user.
    this.#follows = scrollHeight - scrollTop - clientHeight < AT_END || scrollTop > this.#putAt - AT_END;
    if (this.#follows) this.#newest.hidden = true;
    else this.#putAt = Infinity;
  }

  #toEnd() {
    // The button disappears when it is pressed, so the focus is moved to the log before.
    if (document.activeElement === this.#newest) this.#list.focus({ preventScroll: true });
    this.#newest.hidden = true;
    this.#follows = true;
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#putAt = this.#list.scrollTop;
  }
}
