// A room over WebSocket. A WebSocket does not reconnect by itself: this class opens a new one, after growing delays, and resumes after the
// last received position.
//
// Events: state {state, wait}, open {after, first}, message {the message}, caughtUp {head},
// refused {sentence}, trouble {sentence}.
import { followableTopic, socketPath, tellShutOut, withQuery } from './api.js';
import { Backoff } from './backoff.js';
import { parsePosition } from './position.js';

const LEFT = 1000;
const TOO_LARGE = 1009;
const TRY_LATER = 1013;
const EXPIRED = 4401;
const CLOSED = 'The room is closed: nobody can send to it any more.';
// Close codes after which a new connection would end in the same way: unsupported data, an expired token.
const FINAL = new Set([1003, EXPIRED]);
// The length of a simulated interruption: long enough to see its effect, and for another user to send a message meanwhile.
const CUT_PAUSE = 4000;

export class RoomSocket extends EventTarget {
  #socket = null;
  #timer = 0;
  #opened = false;
  #isOver = false;
  #backoff = new Backoff();
  #start;
  // The network is available again, so the rest of the delay is skipped.
  #onOnline = () => this.#timer && this.connect();

  /** `after` is a position, `earliest`, or null for live messages only. */
  constructor(room, name, after) {
    super();
    this.room = room;
    this.name = name;
    this.position = parsePosition(after) ? after : null;
    this.#start = after;
    window.addEventListener('online', this.#onOnline);
  }

  connect() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#tell('state', { state: this.#opened ? 'reconnecting' : 'connecting' });
    const path = withQuery(socketPath(this.room), {
      name: this.name, format: 'json', after: this.position ?? this.#start,
    });
    const socket = this.#socket = new WebSocket(location.origin.replace(/^http/, 'ws') + path);
    let opened = false;
    const on = (name, listener) => socket.addEventListener(name, event => {
      if (this.#socket === socket) listener(event);
    });
    on('open', () => {
      opened = true;
      this.#onOpen();
    });
    on('message', event => this.#onFrame(event.data));
    on('close', event => this.#onClose(event, opened));
  }

  /** @returns {boolean} false if there is no open connection */
  send(text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  leave() {
    this.#drop();
    window.removeEventListener('online', this.#onOnline);
    this.#tell('state', { state: 'closed' });
  }

  /** Simulates a lost network: drops the connection without a close. */
  cut() {
    this.#drop();
    this.#retryIn(CUT_PAUSE);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(LEFT);
  }

  #onOpen() {
    this.#backoff.reset();
    this.#tell('open', { after: this.position, first: !this.#opened });
    this.#opened = true;
    this.#tell('state', { state: 'live' });
  }

  #onFrame(frame) {
    let message;
    try {
      message = JSON.parse(frame);
    } catch {
      return;
    }
    if (message.type === 'error' && !message.position) {
      this.#tell('trouble', { sentence: String(message.data) });
      return;
    }
    if (message.type === 'caught-up') {
      this.#tell('caughtUp', { head: message.data.position });
      return;
    }
    // The name of a deleted room is free for another one.
    if (message.type === 'closed') this.#isOver = message.data.reason === 'closed';
    if (parsePosition(message.position)) this.position = message.position;
    this.#tell('message', message);
  }

  async #onClose({ code, reason }, opened) {
    if (code === EXPIRED) tellShutOut();
    if (this.#isOver) return this.#refuse(CLOSED);
    if (FINAL.has(code)) return this.#refuse(reason || 'The server closed the connection and will not accept it again.');
    if (code === TOO_LARGE) this.#tell('trouble', { sentence: reason || 'That message was too large for the server.' });
    this.#retryIn(this.#backoff.next(code === TRY_LATER ? 3000 : 0));

    // A browser hides the reason of a failed handshake; a request to the same room over HTTP returns it.
    if (opened) return;
    const waiting = this.#timer;
    const answer = await followableTopic(`room:${this.room}`).catch(problem => problem);
    if (this.#timer !== waiting) return;
    if (answer.closed) this.#refuse(CLOSED);
    else if (answer.isRefusal) this.#refuse(answer.message);
  }

  #retryIn(wait) {
    this.#tell('state', { state: 'reconnecting', wait });
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #refuse(sentence) {
    this.leave();
    this.#tell('refused', { sentence });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
