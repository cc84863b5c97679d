// A list that only grows at its end and stays small: the newest 200 rows, drawn at most once a frame's time however
// fast they come, and scrolled along for as long as the reader has not scrolled away.

const LIMIT = 200;
const DRAW_EVERY = 30;
const AT_END = 48;

export class MessageLog {
  #list;
  #newest;
  #waiting = [];
  #timer = 0;
  #follows = true;
  #putAt = 0;

  constructor(list) {
    this.#list = list;
    this.#newest = list.parentElement.querySelector('.log-newest');
    this.#newest.addEventListener('click', () => this.#toEnd());
    list.addEventListener('scroll', () => this.#look(), { passive: true });
  }

  /** `build` makes the element, later, and not at all if 200 others come first. */
  add(build) {
    const row = { build, element: null, replayed: false };
    this.#waiting.push(row);
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
    // Not requestAnimationFrame: it stands still in a tab that is not shown.
    this.#timer ||= setTimeout(() => this.#draw(), DRAW_EVERY);
    return row;
  }

  markReplayed(rows) {
    for (const row of rows) {
      row.replayed = true;
      if (row.element) row.element.dataset.replayed = '';
    }
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
    this.#list.replaceChildren();
    this.#follows = true;
    this.#putAt = 0;
    this.#newest.hidden = true;
  }

  #draw() {
    this.#timer = 0;
    this.#look();
    const rows = this.#waiting;
    this.#waiting = [];
    for (const row of rows) {
      row.element = row.build();
      if (row.replayed) row.element.dataset.replayed = '';
    }
    this.#list.append(...rows.map(row => row.element));
    while (this.#list.childElementCount > LIMIT) this.#list.firstElementChild.remove();
    if (this.#follows) this.#toEnd();
    else this.#newest.hidden = false;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    // Still where it was put last also counts: a narrower window makes the rows longer, and nobody scrolled.
    this.#follows = scrollHeight - scrollTop - clientHeight < AT_END || scrollTop > this.#putAt - AT_END;
    if (this.#follows) this.#newest.hidden = true;
    else this.#putAt = Infinity;
  }

  #toEnd() {
    // The button goes away under the finger: hand the focus on before it does.
    if (document.activeElement === this.#newest) this.#list.focus({ preventScroll: true });
    this.#newest.hidden = true;
    this.#follows = true;
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#putAt = this.#list.scrollTop;
  }
}
