// A notice while jobs are paused, with the way out.
import { element } from '../../../js/dom.js';
import { jobs } from '../server.js';
import { act } from '../ui/act.js';
import { button } from '../ui/parts.js';

/** `onChange()` is called after the pause has ended. */
export function pauseCard(onChange) {
  const text = element('p', {});
  const end = button('Resume all priorities', async made => await act(made, { run: () => jobs.resumeAll(), done: () => 'Jobs of all priorities start again.' }) && onChange(), { name: 'resume-all' });
  const made = element('div', { class: 'notice', hidden: true }, text, end);
  return {
    element: made,
    show({ types, lowestPriority }) {
      made.hidden = types.length === 0 && lowestPriority == null;
      end.hidden = lowestPriority == null;
      text.textContent = [
        ...types.length ? [`Paused types: ${types.join(', ')}.`] : [],
        ...lowestPriority == null ? [] : [`Only jobs with priority ${lowestPriority} or higher start.`],
      ].join(' ');
    },
  };
}
