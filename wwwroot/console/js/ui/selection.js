// The selected rows of a table, by their keys.
import { element } from '../../../js/dom.js';

export class Selection {
  #keys = new Set();
  #onChange;
  #boxes = new Map();

  constructor(name, onChange) {
    this.#onChange = onChange;
  }

  get keys() {
    return [...this.#keys];
  }

  has(key) {
    return this.#keys.has(key);
  }

  clear() {
    this.#keys.clear();
    for (const box of this.#boxes.values()) box.checked = false;
    this.#onChange();
  }

  /** Forgets rows that are not shown any more: nobody should change what they cannot see. */
  keep(keys) {
    const shown = new Set(keys);
    for (const key of this.#keys) if (!shown.has(key)) this.#keys.delete(key);
    for (const key of this.#boxes.keys()) if (!shown.has(key)) this.#boxes.delete(key);
  }

  /** The column of checkboxes. */
  column(keyOf, labelOf) {
    return { name: 'Select', hidden: true, cell: item => this.#box(keyOf(item), labelOf(item)), same: item => keyOf(item) };
  }

  #box(key, label) {
    const box = element('input', { type: 'checkbox', 'aria-label': label });
    box.checked = this.#keys.has(key);
    box.addEventListener('change', () => {
      if (box.checked) this.#keys.add(key);
      else this.#keys.delete(key);
      this.#onChange();
    });
    this.#boxes.set(key, box);
    return element('label', { class: 'tick' }, box);
  }
}
