// How the one stream stands, for the tabs to show: connecting, live, offline, or idle where nobody follows anything.

// The first failure is the loss itself, which the next try may mend; the second is a server that does not come back.
const OFFLINE_AFTER = 2;

export class Link {
  state = { name: 'idle', lastMessage: null };
  #failures = 0;
  #lastMessage = null;
  #tell;

  constructor(tell) {
    this.#tell = tell;
  }

  opened() {
    this.#failures = 0;
    this.#become('live');
  }

  failed() {
    this.#failures++;
    this.#become(this.#failures < OFFLINE_AFTER ? 'connecting' : 'offline');
  }

  idle() {
    this.#become('idle');
  }

  heard() {
    this.#lastMessage = Date.now();
  }

  #become(name) {
    if (name === this.state.name) return;
    this.state = { name, lastMessage: this.#lastMessage };
    this.#tell(this.state);
  }
}
