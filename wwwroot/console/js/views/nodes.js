// Nodes: the processes that share the store.
import { element } from '../../../js/dom.js';
import { nodes } from '../server.js';
import { badge, card, head } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { Table } from '../ui/table.js';
import { agoElement, milliseconds, number } from '../words.js';

export const title = 'Nodes';

export function open({ root, signal }) {
  const problem = problemPlace();
  const table = new Table({
    label: 'Nodes', key: each => each.id, empty: 'No node is registered.',
    columns: [
      { name: 'Node', main: true, wide: true, cell: each => element('span', { class: 'twofold' },
        element('span', {}, element('b', {}, each.name), ...each.current ? [' ', badge('this server', 'good')] : []), element('code', { class: 'quiet' }, each.id)), same: each => `${each.name} ${each.current}` },
      { name: 'State', cell: each => each.alive ? badge('alive', 'good') : badge('lost', 'bad') },
      { name: 'Version', less: true, cell: each => each.version },
      { name: 'Started', number: true, less: true, cell: each => agoElement(each.started) },
      { name: 'Heartbeat', number: true, less: true, cell: each => agoElement(each.lastHeartbeat) },
      { name: 'Behind', number: true, cell: each => `${number(each.behind)} · ${milliseconds(each.lagSeconds * 1000)}` },
    ],
  });
  poll({ load: nodes.list, show: list => table.show(list), signal, problem });
  root.append(head({ title, text: 'The processes that share this store. Behind is the number of commits of the others that a node has not read yet.' }), problem, card({ flush: true }, table.element));
}
