// Runs the action of a button: asks first if it must, blocks a second click, and reports the result.
import { confirm } from './confirm.js';
import { toast } from './toast.js';

/** `ask`: see confirm(). `done(result)` returns the sentence that reports success. Returns whether the action succeeded. */
export async function act(button, { ask, run, done }) {
  if (button.getAttribute('aria-busy') === 'true') return false;
  if (ask && !await confirm(ask)) return false;
  // The button is not disabled, since it would lose the focus.
  button.setAttribute('aria-busy', 'true');
  try {
    const result = await run();
    const sentence = done?.(result);
    if (sentence) toast(sentence);
    return true;
  } catch (problem) {
    toast(problem.message, 'bad');
    return false;
  } finally {
    button.removeAttribute('aria-busy');
  }
}
