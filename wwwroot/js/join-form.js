// The form for room and name. Both are checked here, so that an error is shown at once and next to its field.
import { allRooms } from './api.js';
import { byId, fillOptions, showSentence } from './dom.js';

const ROOM = /^[A-Za-z0-9_.:-]{1,195}$/;
// The server's rules for names, repeated here because a refused WebSocket handshake gives no reason: no control or invisible characters,
// but joiners between letters without case, their marks and emoji; the length is counted in visible characters.
const NAME = /^(?:[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?<=[\p{Lo}\p{Mn}\p{Mc}\p{So}\p{Sk}])[\u200C\u200D](?=[\p{Lo}\p{Mn}\p{Mc}\p{So}\p{Sk}])|(?<=\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0020}-\u{E007F}])+$/u;
const LONGEST_NAME = 64;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const isName = name => NAME.test(name) && [...letters.segment(name)].length <= LONGEST_NAME;
const REMEMBERED = 'name';

export class JoinForm {
  #room = byId('chat-room');
  #name = byId('chat-name');
  #button = byId('chat-join');
  #joined = false;
  #known = false;

  /** Calls `onRoom(room)` when another room is selected, and `onJoin(room, name)` and `onLeave()`. */
  constructor({ onRoom, onJoin, onLeave }) {
    this.#name.value = rememberedName() ?? `guest-${Math.floor(100 + Math.random() * 900)}`;
    this.#room.addEventListener('change', () => this.#checkRoom() && onRoom(this.room));
    this.#room.addEventListener('focus', () => this.#offerRooms());
    byId('chat-join-form').addEventListener('submit', event => {
      event.preventDefault();
      if (!this.#joined) {
        if (!this.#check()) return;
        if (!this.#known) rememberName(this.name);
        onRoom(this.room);
        onJoin(this.room, this.name);
      } else if (document.activeElement !== this.#room && document.activeElement !== this.#name) {
        // Enter in a field submits the form too; leaving needs the button itself.
        onLeave();
      }
    });
  }

  get room() {
    return this.#room.value.trim();
  }

  get name() {
    return this.#name.value.trim();
  }

  /** Sets the name of a user with a token: the server accepts no other name. Null for a user without a token. */
  goBy(name) {
    this.#known = Boolean(name);
    if (name && !this.#joined) this.#name.value = name;
    this.#name.readOnly = this.#joined || this.#known;
  }

  /** While the user is in a room, room and name cannot be changed. */
  setJoined(joined) {
    this.#joined = joined;
    this.#room.readOnly = joined;
    this.#name.readOnly = joined || this.#known;
    this.#button.textContent = joined ? 'Leave' : 'Join';
    this.#button.classList.toggle('primary', !joined);
  }

  #check() {
    if (!this.#checkRoom()) return false;
    return this.#mark(this.#name, isName(this.name), 'Enter a name of 1 to 64 printable characters.');
  }

  #checkRoom() {
    return this.#mark(this.#room, ROOM.test(this.room), 'A room name is 1 to 195 letters A-Z, digits and _ - . : without spaces.');
  }

  #mark(field, valid, sentence) {
    field.setAttribute('aria-invalid', String(!valid));
    showSentence(byId('chat-error'), valid ? '' : sentence);
    if (!valid) field.focus();
    return valid;
  }

  async #offerRooms() {
    const rooms = await allRooms().catch(() => []);
    fillOptions(byId('room-names'), rooms.map(each => each.room));
  }
}

// The name is stored for each tab, so that two tabs are two members. If storage is forbidden, the name is not stored.
function rememberedName() {
  try {
    return sessionStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function rememberName(name) {
  try {
    sessionStorage.setItem(REMEMBERED, name);
  } catch {
    // An error is ignored: storing the name is only a convenience.
  }
}
