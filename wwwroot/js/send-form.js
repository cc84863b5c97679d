// The line to write in. What could not be sent stays there, or comes back.
import { byId } from './dom.js';

// An error frame does not say which message it is about; one that comes this soon is about the last one.
const BLAMED_FOR = 5000;

export class SendForm {
  #text = byId('chat-text');
  #button = byId('chat-send');
  #last = { text: '', at: 0 };

  /** `send(text)` answers whether it could be sent, `say(sentence)` tells the user. */
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

  /** The last message was refused: back into the field with it, unless something else stands there by now. */
  giveBack() {
    if (this.#text.value === '' && performance.now() - this.#last.at < BLAMED_FOR) this.#text.value = this.#last.text;
  }
}
