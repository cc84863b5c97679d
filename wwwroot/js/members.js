// The members of the room: loaded after joining, then updated by join and leave messages. A large room shows counts only.
import { roomMembers } from './api.js';
import { element } from './dom.js';
import { nextFrame } from './frame.js';

const SHOWN = 100;
// After a reconnect, old joins and leaves are replayed; loading the list again corrects their effects.
const SECOND_LOOK = 1500;

export class Members {
  #list;
  #count;
  #people = new Map();
  #counted = null;
  #changes = null;
  #room = null;
  #own = null;
  #timer = 0;
  #due = null;

  constructor(list, count) {
    this.#list = list;
    this.#count = count;
  }

  /** Called when the user has joined the room, or joined it again. */
  enter(room, ownName) {
    clearTimeout(this.#timer);
    this.#room = room;
    this.#own = ownName;
    this.#ask(room);
    this.#timer = setTimeout(() => this.#ask(room), SECOND_LOOK);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#room = null;
    this.#people.clear();
    this.#counted = null;
    this.#show();
  }

  /** Applies a join, leave or presence message. */
  apply(message) {
    if (message.type === 'presence') {
      this.#count.textContent = this.#counted = message.data?.count ?? 0;
      if (message.data?.listed) this.#ask(this.#room);
      return;
    }
    this.#changes?.push(message);
    const { connection, name } = message.data ?? {};
    if (!connection) return;
    if (message.type === 'join') this.#people.set(connection, String(name ?? ''));
    else this.#people.delete(connection);
    this.#show();
  }

  async #ask(room) {
    // A change during the request may be missing in the response, so it is applied again after the response.
    const changes = this.#changes = [];
    const answer = await roomMembers(room).catch(() => null);
    if (this.#changes === changes) this.#changes = null;
    if (!answer || this.#room !== room) return;
    this.#counted = answer.listed === false ? answer.count : null;
    this.#people = new Map(answer.members.map(member => [member.connection, member.name]));
    changes.forEach(change => this.apply(change));
    this.#show();
  }

  // Draws once per frame, for any number of joins and leaves.
  #show() {
    this.#due ??= nextFrame(() => this.#draw());
  }

  #draw() {
    this.#due = null;
    const people = [...this.#people.values()].sort((a, b) => a.localeCompare(b));
    const rows = people.slice(0, SHOWN).map(name => {
      const row = element('li', {}, element('bdi', {}, name || 'Anonymous'));
      if (name === this.#own) row.append(element('span', { class: 'you' }, 'you'));
      return row;
    });
    if (people.length > SHOWN) rows.push(element('li', { class: 'more' }, `and ${people.length - SHOWN} more`));
    this.#list.replaceChildren(...rows);
    this.#count.textContent = this.#counted ?? people.length;
  }
}
