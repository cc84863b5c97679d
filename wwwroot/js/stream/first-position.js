// Where a tab begins that was not there before.
import { topicState } from '../api.js';
import { parsePosition } from '../position.js';

const RECENT = 10;

/** A few messages back from the newest, so that the first look is not an empty one. */
export async function firstPosition(topic) {
  const state = await topicState(topic);
  const newest = parsePosition(state.newest);
  const oldest = parsePosition(state.oldest)?.offset ?? newest.offset + 1;
  return `${newest.epoch}-${Math.max(newest.offset - RECENT, oldest - 1)}`;
}
