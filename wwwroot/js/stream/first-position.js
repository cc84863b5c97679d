// The position at which a new tab starts.
import { topicState } from '../api.js';
import { parsePosition } from '../position.js';

const RECENT = 10;

/** Returns the position a few messages before the newest one, so that the panel is not empty at first. */
export async function firstPosition(topic) {
  const state = await topicState(topic);
  const newest = parsePosition(state.newest);
  const oldest = parsePosition(state.oldest)?.offset ?? newest.offset + 1;
  return `${newest.epoch}-${Math.max(newest.offset - RECENT, oldest - 1)}`;
}
