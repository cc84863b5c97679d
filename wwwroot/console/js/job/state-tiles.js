// The numbers of jobs in each state, as links that filter the list.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { short, NONE } from '../words.js';
import { STATES } from './states.js';

export function stateTiles(values) {
  const tiles = STATES.map(state => {
    const value = element('b', {}, NONE);
    const tile = element('a', { class: 'tile', 'data-tone': state === 'failed' ? 'bad' : null }, value, element('span', {}, state));
    return { state, value, tile };
  });
  const select = filter => {
    for (const { state, tile } of tiles) {
      const isChosen = filter.state === state;
      tile.setAttribute('href', to('jobs', null, { ...filter, state: isChosen ? null : state }));
      if (isChosen) tile.setAttribute('aria-current', 'true');
      else tile.removeAttribute('aria-current');
    }
  };
  select(values);
  return {
    element: element('nav', { class: 'tiles five', 'aria-label': 'Jobs by state' }, ...tiles.map(each => each.tile)),
    select,
    show({ types, isComplete }) {
      for (const { state, value, tile } of tiles) {
        const sum = types.reduce((all, each) => all + each[state], 0);
        value.textContent = `${short(sum)}${isComplete ? '' : '+'}`;
        tile.toggleAttribute('data-zero', sum === 0);
      }
    },
  };
}
