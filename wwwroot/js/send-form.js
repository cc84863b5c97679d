// The form to write a message. A message that could not be sent stays in the field, or is restored.
import { byId } from './dom.js';

// An error frame does not name its message; an error that arrives within this time is assigned to the last message.
const BLAMED_FOR = 5000;

export class SendForm {
  #text = byId('chat-text');
  #button = byId('chat-send');
  #last = { text: '', at: 0 };

  /** `send(text)` returns whether the message could be sent; `say(sentence)` shows a sentence to the user. */
  constructor(send, say) {
    byId('chat-form').addEventListener('submit', event => {
      event.preventDefault();
      const text = this.#text.value;
      if (!text.trim()) return;
      if (!send(text)) return say('Not connected right now. Your text is kept; send it when the chat is live again.');
      this.#last = { text, at: performance.now() };
      this.#text.value = '';
      say('');
    });
  }

  setJoined(joined) {
    this.#text.disabled = !joined;
    this.#button.disabled = !joined;
    this.#text.placeholder = joined ? 'Write a message' : 'Join to write';
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Called when the last message was refused: restores its text, unless the field contains another text by now. */
  giveBack() {
    if (this.#text.value === '' && performance.now() - this.#last.at < BLAMED_FOR) this.#text.value = this.#last.text;
  }
}
