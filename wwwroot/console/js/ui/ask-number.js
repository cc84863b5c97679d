// Asks for a number in a dialog.
import { element } from '../../../js/dom.js';

/** Returns the number, or null if the user closed the dialog. */
export function askNumber({ title, text, label, value, least, most, button }) {
  const field = element('input', { type: 'number', id: 'ask-value', min: least, max: most, value, required: true, inputmode: 'numeric' });
  const no = element('button', { type: 'button', class: 'button' }, 'Go back');
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': 'ask-title' },
    element('form', { method: 'dialog' },
      element('h2', { id: 'ask-title' }, title), element('p', {}, text),
      element('p', { class: 'field' }, element('label', { for: 'ask-value' }, label), field),
      element('p', { class: 'actions' }, no, element('button', { class: 'button danger', value: 'yes' }, button))));
  no.addEventListener('click', () => dialog.close('no'));
  document.body.append(dialog);
  dialog.showModal();
  field.select();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve(dialog.returnValue === 'yes' ? field.valueAsNumber : null);
  }, { once: true }));
}
