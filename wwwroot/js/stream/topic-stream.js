// One topic of the shared stream, which the user can disconnect and connect again. It then resumes after the last received message.
import { follow, unfollow } from './shared-stream.js';

export class TopicStream {
  position = null;
  #subscription = null;
  #start;
  #whole;
  #hear;

  /** `hear(frame)` gets {state, position, count, items}. `start`: 'live', or undefined for the latest few messages and then live. */
  constructor(topic, hear, { start, whole = false } = {}) {
    this.topic = topic;
    this.#hear = hear;
    this.#start = start;
    this.#whole = whole;
  }

  connect() {
    this.#stop();
    this.#tell('connecting');
    const subscription = this.#subscription = follow(this.topic, this.position ?? this.#start, this.#whole, frame => {
      if (this.#subscription !== subscription) return;
      this.position = frame.position ?? this.position;
      if (frame.state === 'closed') this.#stop();
      this.#hear({ ...frame, position: this.position });
    });
  }

  close() {
    this.#stop();
    this.#tell('closed');
  }

  #stop() {
    if (this.#subscription) unfollow(this.#subscription);
    this.#subscription = null;
  }

  #tell(state) {
    this.#hear({ state, position: this.position, count: 0, items: [] });
  }
}
