// A table of items with keys. Rows of items that are still there are kept, so that the focus and a selection survive each refresh. On a phone
// the rows are drawn as blocks; the roles keep the table a table for screen readers.
import { element } from '../../../js/dom.js';

export class Table {
  #rows = new Map();
  #body = element('tbody', { role: 'rowgroup' });
  #empty;
  #columns;
  #key;

  /**
   * `columns`: {name, cell(item), same(item), number, wide, less, actions, main}. `cell` returns a text or elements. Elements are made again
   * when `same(item)` has changed, so columns with links and buttons need it: the focus would be lost otherwise. `number` aligns to the
   * right; `wide` takes the space that is left; a column with `less` is left out on a phone; `main` names the row.
   */
  constructor({ label, columns, key, empty }) {
    this.#columns = columns;
    this.#key = key;
    this.#empty = element('p', { class: 'empty', hidden: true }, empty);
    this.table = element('table', { class: 'table', role: 'table' },
      element('caption', { class: 'unseen' }, label),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...columns.map(column => element('th', { scope: 'col', role: 'columnheader', class: classOf(column) }, heading(column))))),
      this.#body);
    this.element = element('div', { class: 'table-frame' }, this.table, this.#empty);
  }

  get items() {
    return [...this.#rows.values()].map(row => row.item);
  }

  show(items) {
    const keys = new Set(items.map(this.#key));
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    items.forEach((item, index) => {
      const key = this.#key(item);
      let row = this.#rows.get(key);
      if (!row) this.#rows.set(key, row = { element: element('tr', { 'data-key': key, role: 'row' }, ...this.#columns.map(cell)), shown: [] });
      this.#fill(row, item);
      if (this.#body.children[index] !== row.element) this.#body.insertBefore(row.element, this.#body.children[index] ?? null);
    });
    this.table.hidden = items.length === 0;
    this.#empty.hidden = items.length > 0;
  }

  #fill(row, item) {
    row.item = item;
    this.#columns.forEach((column, index) => {
      const same = column.same?.(item);
      if (same !== undefined && row.shown[index] === same) return;
      const content = column.cell(item, row.element);
      const seen = same ?? (typeof content === 'string' ? content : undefined);
      if (seen !== undefined && row.shown[index] === seen) return;
      row.shown[index] = seen;
      row.element.children[index].replaceChildren(...[content].flat());
    });
  }
}

const cell = column => element(column.main ? 'th' : 'td', {
  class: classOf(column), scope: column.main ? 'row' : null, role: column.main ? 'rowheader' : 'cell', 'data-label': column.number ? column.name : null,
});

const classOf = ({ number, wide, less, actions, main }) => [number && 'number', wide && 'wide', less && 'less', actions && 'row-actions', main && 'main'].filter(Boolean).join(' ') || null;

const heading = ({ name, actions, hidden }) => actions || hidden ? element('span', { class: 'unseen' }, name) : name;
