// The actions of an administrator on a topic. Each asks before it changes anything.
import { parsePosition } from '../../../js/position.js';
import { topics } from '../server.js';
import { act } from '../ui/act.js';
import { askNumber } from '../ui/ask-number.js';
import { count, number } from '../words.js';

export const closeTopic = (button, topic) => act(button, {
  ask: { title: `Close ${topic}?`, text: 'It accepts no further messages, and its streams end after the last one. A closed topic cannot be opened again.', button: 'Close topic' },
  run: () => topics.close(topic),
  done: () => `${topic} is closed.`,
});

export const deleteTopic = (button, topic) => act(button, {
  ask: { title: `Delete ${topic}?`, text: 'All its messages are deleted, and its subscribers are disconnected. This cannot be undone.', button: 'Delete topic' },
  run: () => topics.delete(topic),
  done: () => `${topic} was deleted.`,
});

export async function trimTopic(button, topic, state) {
  const newest = parsePosition(state.newest);
  const keep = await askNumber({
    title: `Trim ${topic}`, text: `The topic has ${count(state.count, 'message')}. The oldest ones are deleted; this cannot be undone.`,
    label: 'Keep the newest', value: Math.min(state.count, 1000), least: 0, most: state.count, button: 'Delete the rest',
  });
  if (keep === null) return false;
  return act(button, {
    run: () => topics.trim(topic, `${newest.epoch}-${newest.offset - keep + 1}`),
    done: after => `${topic} has ${number(after.count)} messages now.`,
  });
}
