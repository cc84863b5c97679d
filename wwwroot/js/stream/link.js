// The state of the one stream, which the tabs show: connecting, live, offline, or idle if no topic is followed.

// The first failure is the loss of the connection, which the next attempt may repair; the second failure means that the server does not
// respond.
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
