// The row of filters above a list. A change is reported soon after the last key, so that typing does not send a request for each letter.
import { element } from '../../../js/dom.js';
import { icon } from './icon.js';

const SOON = 250;
let ids = 0;

/** `fields`: elements of search(), choice() and so on. `onChange()` is called after a change. */
export function filters(fields, onChange, signal) {
  const row = element('form', { class: 'filters', role: 'search', novalidate: true }, ...fields);
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SOON);
  };
  row.addEventListener('input', soon);
  row.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(timer);
    onChange();
  });
  signal?.addEventListener('abort', () => clearTimeout(timer));
  return row;
}

/** A search field; the key "/" moves the focus there. */
export function search(name, label, value = '', placeholder = '') {
  return element('label', { class: 'search' }, icon('search'), element('span', { class: 'unseen' }, label),
    element('input', { type: 'search', name, value, placeholder, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', 'data-search': true }));
}

export function textField(name, label, value = '', attributes = {}) {
  const id = `field-${++ids}`;
  return element('p', { class: 'field' }, element('label', { for: id }, label), element('input', { id, name, value, autocomplete: 'off', ...attributes }));
}

/** `options`: [value, text] pairs. */
export function choice(name, label, options, value = '') {
  const id = `field-${++ids}`;
  const select = element('select', { id, name }, ...options.map(([each, text]) => element('option', { value: each, selected: each === value }, text)));
  return element('p', { class: 'field' }, element('label', { for: id }, label), select);
}

/** The values of the fields of a form, without those that are empty. */
export const valuesOf = form => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));

/** A group of radio buttons that looks like one control. `options`: [value, text]. */
export function segments(name, label, options, value) {
  const group = `${name}-${++ids}`;
  return element('fieldset', { class: 'segmented' }, element('legend', { class: 'unseen' }, label),
    ...options.map(([each, text]) => element('label', {}, element('input', { type: 'radio', name: group, value: each, checked: each === value, 'data-name': name }), element('span', {}, text))));
}
