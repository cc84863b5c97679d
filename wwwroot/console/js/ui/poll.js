// Loads data again and again while the section is open and the tab is visible.
import { element, showSentence } from '../../../js/dom.js';

const EVERY = 5000;

/**
 * `load()` returns data for show(data). `problem` is the element that shows a refusal. Returns a function that loads at once.
 * A refusal ends the polling; while the server does not respond, it is tried again.
 */
export function poll({ load, show, signal, problem, every = EVERY }) {
  let timer = 0;
  let turn = 0;
  const next = () => {
    clearTimeout(timer);
    if (!signal.aborted && document.visibilityState === 'visible') timer = setTimeout(look, every);
  };
  async function look() {
    clearTimeout(timer);
    const own = ++turn;
    try {
      const data = await load();
      if (signal.aborted || own !== turn) return;
      if (problem) showSentence(problem, '');
      show(data);
    } catch (error) {
      if (signal.aborted || own !== turn) return;
      if (error.status === undefined) throw error;
      // The bar at the top reports a server that does not respond.
      if (problem && error.status !== 0) showSentence(problem, error.message);
      if (error.isRefusal) return;
    }
    next();
  }
  signal.addEventListener('abort', () => clearTimeout(timer));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look(), { signal });
  look();
  return look;
}

/** The place for the sentence of a refusal. */
export const problemPlace = () => element('p', { class: 'error', role: 'alert', hidden: true });
