// The curl commands: with the address of this page's server, and a button that copies each command.
import { server } from './api.js';
import { byId } from './dom.js';

const SHOWN_FOR = 2000;

export function startCommands() {
  for (const code of document.querySelectorAll('[data-command]')) {
    code.textContent = code.dataset.command.replace('{origin}', server);
  }
  for (const button of document.querySelectorAll('[data-copies]')) {
    const label = button.querySelector('span');
    button.addEventListener('click', async () => {
      const copied = await copy(byId(button.dataset.copies));
      label.textContent = copied ? 'Copied' : 'Press Ctrl+C';
      byId('copy-news').textContent = copied ? 'Copied' : 'The command is selected; copy it with Control C';
      setTimeout(() => {
        label.textContent = 'Copy';
        byId('copy-news').textContent = '';
      }, SHOWN_FOR);
    });
  }
}

// The clipboard API exists on https and localhost only; elsewhere the text is selected and copied with the older command.
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(code);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand('copy');
  }
}
