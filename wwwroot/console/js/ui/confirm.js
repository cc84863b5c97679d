// Asks before something that cannot be undone, in the dialog of index.html. The button that changes nothing has the focus.
import { byId } from '../../../js/dom.js';

/** @returns {Promise<boolean>} whether the user agreed */
export function confirm({ title, text, button }) {
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  byId('confirm-yes').textContent = button;
  dialog.returnValue = 'no';
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
