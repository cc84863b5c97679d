// Workers: the processes that run jobs, with their slots and what they run now.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { workers } from '../server.js';
import { badge, card, facts, head, link } from '../ui/parts.js';
import { poll, problemPlace } from '../ui/poll.js';
import { agoElement, count, number } from '../words.js';

export const title = 'Workers';

const MOST = 30;

export function open({ root, signal }) {
  const problem = problemPlace();
  const list = element('div', { class: 'cards' });
  const empty = element('p', { class: 'empty', hidden: true }, 'No process runs jobs.');
  let shown = '';
  poll({
    load: workers.list, signal, problem, show: found => {
      empty.hidden = found.length > 0;
      // Only a change is drawn, so that the focus and a selection of text stay.
      const text = JSON.stringify(found, (name, value) => name === 'lastHeartbeat' ? undefined : value);
      if (text === shown) return;
      shown = text;
      list.replaceChildren(...found.map(workerCard));
    },
  });
  root.append(head({ title, text: 'Each process that runs jobs, with the number of jobs that it can run at the same time.' }), problem, list, empty);
}

function workerCard(worker) {
  const slots = worker.slots.reduce((sum, each) => sum + each.count, 0);
  return card({ title: worker.name, actions: worker.current ? [badge('this server', 'good')] : [] },
    facts([
      ['Node', worker.node], ['Process', String(worker.process)], ['Started', agoElement(worker.started)], ['Priorities', worker.priorities],
      ['Running', `${number(worker.jobs.length)} of ${number(slots)}`],
    ]),
    element('meter', { min: 0, max: Math.max(slots, 1), value: worker.jobs.length, 'aria-label': `Used slots of ${worker.name}` }),
    element('h3', {}, 'Slots'),
    element('ul', { class: 'lines' }, ...worker.slots.map(each => element('li', {}, element('span', {}, each.types.join(', ')), element('b', {}, number(each.count))))),
    ...worker.jobs.length ? [element('h3', {}, 'Runs now'), element('ul', { class: 'lines' },
      ...worker.jobs.slice(0, MOST).map(job => element('li', {}, link(job.type, to('jobs', job.id)), element('span', { class: 'quiet' }, `attempt ${job.attempt}, `, agoElement(job.started)))),
      ...worker.jobs.length > MOST ? [element('li', { class: 'quiet' }, `and ${count(worker.jobs.length - MOST, 'other job')}`)] : [])] : []);
}
