// Shows one message completely: its facts, its data, and the whole message as the server returns it.
import { element } from '../../../js/dom.js';
import { parsePosition } from '../../../js/position.js';
import { topics } from '../server.js';
import { toast } from '../ui/toast.js';
import { codeBlock, facts, pretty } from '../ui/parts.js';

export async function showMessage(topic, position) {
  const { epoch, offset } = parsePosition(position);
  let message;
  try {
    [message] = await topics.messages(topic, { after: `${epoch}-${offset - 1}`, limit: 1 });
  } catch (problem) {
    return toast(problem.message, 'bad');
  }
  if (message?.offset !== offset) return toast(`Message ${offset} is deleted.`, 'bad');
  const data = message.data ?? message.data_base64;
  const close = element('button', { class: 'button', value: 'close' }, 'Close');
  const copy = element('button', { type: 'button', class: 'button' }, 'Copy');
  const dialog = element('dialog', { class: 'dialog large', 'aria-labelledby': 'message-title' },
    element('form', { method: 'dialog' },
      element('h2', { id: 'message-title' }, `Message ${offset}`),
      facts([['Time', message.time], ['Type', message.type], ['Sender', message.sender && element('bdi', {}, message.sender)], ['Position', element('code', {}, message.position)]]),
      element('h3', {}, 'Data'), codeBlock(typeof data === 'string' ? data : pretty(data), 'Data of the message'),
      element('h3', {}, 'Whole message'), codeBlock(pretty(message), 'Whole message in JSON'),
      element('p', { class: 'actions' }, copy, close)));
  copy.addEventListener('click', () => navigator.clipboard?.writeText(typeof data === 'string' ? data : pretty(data)).then(() => toast('The data was copied.')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}
