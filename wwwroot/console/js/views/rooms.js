// Rooms: how many members each has, and who is there.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { rooms } from '../server.js';
import { filters, search, valuesOf } from '../ui/filters.js';
import { card, facts, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, count, number } from '../words.js';

export const title = 'Rooms';

// The number of rows that stay quick to draw. The search finds the others.
const MOST = 500;

export function open(place) {
  if (place.part) return openRoom(place);
  const { root, signal } = place;
  const problem = problemPlace();
  let all = [];
  const note = element('p', { class: 'pager-text' });
  const table = new Table({
    label: 'Rooms', key: each => each.room, empty: 'Nobody is in a room now.',
    columns: [
      { name: 'Room', main: true, wide: true, cell: each => link(each.room, to('rooms', each.room)), same: each => each.room },
      { name: 'Members', number: true, cell: each => number(each.count) },
    ],
  });
  const draw = () => {
    const { text = '' } = valuesOf(form);
    const found = all.filter(each => each.room.toLowerCase().includes(text.toLowerCase()));
    table.show(found.slice(0, MOST));
    note.textContent = found.length > MOST ? `The first ${number(MOST)} of ${count(found.length, 'room')}` : count(found.length, 'room');
  };
  const form = filters([search('text', 'Search rooms', '', 'Search rooms')], draw, signal);
  poll({
    load: rooms.list, signal, problem, show: list => {
      all = list.sort((a, b) => b.count - a.count || a.room.localeCompare(b.room));
      draw();
    },
  });
  root.append(head({ title, text: 'A room is a topic whose members are known. Rooms without members are not listed.' }),
    form, problem, card({ flush: true }, table.element, element('div', { class: 'pager' }, note)));
}

function openRoom({ root, part: room, signal }) {
  const problem = problemPlace();
  const summary = element('div', {});
  const table = new Table({
    label: 'Members', key: each => each.connection, empty: 'Nobody is here now.',
    columns: [
      { name: 'Member', main: true, wide: true, cell: each => element('bdi', {}, each.name) },
      { name: 'Subject', less: true, cell: each => each.subject ?? '' },
      { name: 'Connection', less: true, cell: each => element('code', { class: 'quiet' }, each.connection) },
      { name: 'Since', number: true, cell: each => agoElement(each.since) },
    ],
  });
  poll({
    load: () => rooms.members(room), signal, problem, show: ({ topic, count: all, users, members }) => {
      table.show(members.slice(0, MOST));
      summary.replaceChildren(facts([['Members', number(all)], ['Users', number(users)], ['Topic', link(topic, to('topics', topic), 'link code')]]));
    },
  });
  root.append(head({ title: room, back: [to('rooms'), 'Rooms'] }), problem,
    element('div', { class: 'split' }, card({ title: 'Who is here', flush: true }, table.element), card({ title: 'Facts' }, summary)));
}
