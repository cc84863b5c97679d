// The chat: joins a room, shows the room's messages, and reconnects when the connection is lost.
import { Announcer } from './announcer.js';
import { recentMessages } from './api.js';
import { addLine, addMessage, isPresence, spoken } from './chat-rows.js';
import { showState, summarise } from './connection-states.js';
import { countDown } from './countdown.js';
import { byId, showSentence } from './dom.js';
import { nextFrame } from './frame.js';
import { JoinForm } from './join-form.js';
import { Members } from './members.js';
import { MessageLog } from './message-log.js';
import { Replay } from './replay.js';
import { RoomSocket } from './room-socket.js';
import { SendForm } from './send-form.js';
import { learnType } from './stream/shared-stream.js';
import { resumedSentence } from './words.js';

const RECENT = 50;

export class Chat {
  #socket = null;
  #replay = null;
  #state = 'closed';
  #visit = 0;
  #positionDue = null;
  #stopCountdown = () => {};
  #log = new MessageLog(byId('chat-log'));
  #news = new Announcer(byId('chat-news'));
  #members = new Members(byId('members'), byId('members-count'));
  #joinForm;
  #sendForm = new SendForm(text => this.#socket?.send(text) ?? false, sentence => this.#say(sentence));

  /** `onRoom` is called with the room whenever another one is selected. */
  constructor(onRoom) {
    this.#joinForm = new JoinForm({
      onRoom,
      onJoin: (room, name) => this.#enter(room, name),
      onLeave: () => this.#leave(),
    });
    byId('chat-cut').addEventListener('click', () => {
      if (this.#state === 'live') this.#socket.cut();
    });
  }

  /** Sets the name of a signed-in user: the token's name, since the server accepts no other. Null for an anonymous user. */
  goBy(name) {
    this.#joinForm.goBy(name);
    if (name) this.#say('');
  }

  // First loads the latest messages, then receives live messages after the last one of them, so that none is missed in between.
  async #enter(room, name) {
    const visit = ++this.#visit;
    this.#log.clear();
    this.#showPosition();
    this.#say('');
    this.#joinForm.setJoined(true);
    this.#onState({ state: 'connecting' });
    let recent;
    try {
      recent = await recentMessages(`room:${room}`, RECENT);
    } catch (problem) {
      if (visit === this.#visit) this.#refused(problem.message);
      return;
    }
    if (visit !== this.#visit) return;
    for (const message of recent) addMessage(this.#log, message, name);
    this.#connect(room, name, recent.at(-1)?.position ?? 'earliest');
  }

  #connect(room, name, after) {
    const socket = this.#socket = new RoomSocket(room, name, after);
    const on = (type, listener) => socket.addEventListener(type, event => {
      if (this.#socket === socket) listener(event.detail);
    });
    on('state', detail => this.#onState(detail));
    on('open', detail => this.#onOpen(detail));
    on('message', message => this.#onMessage(message));
    on('caughtUp', detail => this.#replay?.end(detail.head));
    on('refused', detail => this.#refused(detail.sentence));
    on('trouble', detail => {
      this.#say(detail.sentence);
      this.#sendForm.giveBack();
    });
    socket.connect();
  }

  #leave() {
    this.#visit++;
    this.#replay?.abandon();
    this.#socket?.leave();
    this.#socket = null;
    this.#members.leave();
    this.#joinForm.setJoined(false);
    this.#onState({ state: 'closed' });
  }

  #refused(sentence) {
    this.#leave();
    this.#say(sentence);
  }

  #onState({ state, wait }) {
    const was = this.#state;
    this.#state = state;
    this.#stopCountdown();
    showState(byId('chat-state'), state, state === 'closed' ? 'Not joined' : undefined);
    if (wait) this.#stopCountdown = countDown(byId('chat-state'), wait);
    summarise('chat', state === 'closed' ? null : state);
    this.#sendForm.setJoined(this.#socket !== null);
    // The button is not `disabled` during a reconnect: it would lose the focus just after it was pressed.
    byId('chat-cut').disabled = this.#socket === null;
    byId('chat-cut').setAttribute('aria-disabled', String(state !== 'live'));
    if (was !== 'live') return;
    if (state === 'closed') this.#line('lost', `You left ${this.#joinForm.room}`);
    else this.#line('lost', `The connection was lost at ${this.#socket.position ?? 'the start'}`);
  }

  #onOpen({ after, first }) {
    const { room, name } = this.#socket;
    this.#members.enter(room, name);
    this.#showPosition();
    if (first) return this.#welcome();
    this.#replay?.abandon();
    this.#replay = new Replay(after, (count, isReplayed, lossy) => {
      this.#log.markReplayed(item => item.position && isReplayed(item.position));
      this.#line('resumed', after ? resumedSentence(after, count, lossy) : 'Connected again');
    });
  }

  #welcome() {
    // Moves the focus to the message field, unless the user has moved it to another place meanwhile.
    if (byId('chat-join-form').contains(document.activeElement)) this.#sendForm.focus();
  }

  #onMessage(message) {
    const { name } = this.#socket;
    addMessage(this.#log, message, name);
    if (message.type === 'gap') this.#replay?.gap(message.position);
    // The user's own join message does not count as missed.
    else if (message.type === 'join' && message.data?.name === name) this.#replay?.own();
    if (isPresence(message.type)) this.#members.apply(message);
    else learnType(message.type);
    if (message.sender !== name) this.#news.say(() => spoken(message));
    this.#positionDue ??= nextFrame(() => this.#showPosition());
  }

  #showPosition() {
    this.#positionDue = null;
    byId('chat-position').textContent = this.#socket?.position ?? 'none yet';
  }

  #line(kind, sentence) {
    addLine(this.#log, kind, sentence);
    this.#news.say(() => sentence);
  }

  #say(sentence) {
    showSentence(byId('chat-error'), sentence);
  }
}
