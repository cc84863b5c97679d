// The end of a topic in the card of its history: whether it is open, closed, or expires, and the button that closes it.
import { closeTopic } from './api.js';
import { byId, showSentence } from './dom.js';

const UNITS = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];

/** "2 h": a duration in its largest unit. */
function inWords(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}

/** "open", "closed", or one of them with the time until the topic expires. */
export function endText({ closed, expires }, now = Date.now()) {
  const text = closed ? 'closed' : 'open';
  return expires ? `${text}, expires in ${inWords((new Date(expires) - now) / 1000)}` : text;
}

/** Shows the state of a topic; null if it is not known. */
export function showEnd(state) {
  byId('topic-end').textContent = state ? endText(state) : '–';
  byId('topic-close').disabled = !state || state.closed;
}

/** `topic()` is the topic to close, `onClosed()` is called when it is closed. */
export function startClosing(topic, onClosed) {
  byId('topic-close').addEventListener('click', async () => {
    const name = topic();
    if (!confirm(`Close ${name}? Nothing can be published to it any more, and its streams end.`)) return;
    try {
      await closeTopic(name);
      onClosed();
    } catch (problem) {
      showSentence(byId('history-error'), problem.message);
    }
  });
}
