// Represents a tab in the hub: the topics that the tab follows, and the time at which it receives its waiting messages.

// The interval of a screen's frames; a busy tab reports later that it is ready.
const FRAME = 16;

export class Client {
  followers = new Map();
  #post;
  #isReady = true;
  #timer = 0;
  #link = null;

  constructor(post) {
    this.#post = post;
  }

  /** Sends a message at once: for rare messages. */
  tell(message) {
    this.#post(message);
  }

  setLink(link) {
    this.#link = link;
    this.changed();
  }

  /** Called when messages wait for the tab: they are sent with the next frame. */
  changed() {
    if (this.#isReady) this.#timer ||= setTimeout(() => this.#send(), FRAME);
  }

  /** Called when the tab has shown the messages that it received. */
  ready() {
    this.#isReady = true;
    this.changed();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#isReady = false;
  }

  #send() {
    this.#timer = 0;
    const frames = [];
    for (const [id, follower] of this.followers) {
      const frame = follower.take();
      if (frame) frames.push([id, frame]);
    }
    const link = this.#link;
    this.#link = null;
    if (frames.length === 0 && !link) return;
    this.#isReady = false;
    this.#post({ frames, link });
  }
}
