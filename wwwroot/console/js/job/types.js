// The numbers of jobs of each type, with the pause of a type.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { jobs } from '../server.js';
import { act } from '../ui/act.js';
import { badge, button, link } from '../ui/parts.js';
import { Table } from '../ui/table.js';
import { number } from '../words.js';
import { STATES } from './states.js';

/** `onChange()` is called after a type was paused or resumed. */
export function typeCard(onChange) {
  let paused = new Set();
  const isPaused = each => paused.has(each.type);
  const table = new Table({
    label: 'Jobs by type', key: each => each.type, empty: 'There are no jobs yet.',
    columns: [
      { name: 'Type', main: true, wide: true, cell: each => [link(each.type, to('jobs', null, { type: each.type })), ...isPaused(each) ? [' ', badge('paused', 'busy')] : []], same: each => `${isPaused(each)}` },
      ...STATES.map(state => ({ name: state, number: true, less: state === 'cancelled' || state === 'succeeded', cell: each => numberOf(each, state), same: each => `${each[state]}` })),
      { name: 'Actions', actions: true, cell: each => pauseButton(each.type, isPaused(each), onChange), same: each => `${isPaused(each)}` },
    ],
  });
  const options = element('datalist', { id: 'job-types' });
  const made = element('details', { class: 'card flush fold' }, element('summary', {}, 'By type'), table.element, options);
  return {
    element: made,
    show({ types }, pauses) {
      paused = new Set(pauses.types);
      table.show(types);
      made.firstElementChild.textContent = `By type (${types.length})`;
      if (options.children.length !== types.length) options.replaceChildren(...types.map(({ type }) => element('option', { value: type })));
    },
  };
}

const numberOf = (each, state) => each[state] === 0 ? '0' : link(number(each[state]), to('jobs', null, { type: each.type, state }));

const pauseButton = (type, isPaused, onChange) => button(isPaused ? 'Resume' : 'Pause', async made => await act(made, {
  run: () => isPaused ? jobs.resumeType(type) : jobs.pauseType(type),
  done: () => isPaused ? `Jobs of type ${type} start again.` : `No job of type ${type} starts until the type is resumed.`,
}) && onChange(), { label: `${isPaused ? 'Resume' : 'Pause'} type ${type}`, name: isPaused ? 'resume' : 'pause-type' });
