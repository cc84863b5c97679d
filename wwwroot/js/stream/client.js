// One tab, as the hub sees it: the topics that it follows, and when it is given what waits for it.

// As often as a screen is drawn; a tab that is busy says later that it is ready.
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

  /** Sent at once: what does not come often. */
  tell(message) {
    this.#post(message);
  }

  setLink(link) {
    this.#link = link;
    this.changed();
  }

  /** Something waits: it goes with the next frame. */
  changed() {
    if (this.#isReady) this.#timer ||= setTimeout(() => this.#send(), FRAME);
  }

  /** The tab has shown what it was given. */
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
