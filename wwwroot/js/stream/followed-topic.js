// One topic of the stream: its followers, and the position of the stream in the topic.
import { parsePosition } from '../position.js';

export class FollowedTopic {
  /** The followers, each with its tab. */
  followers = new Map();
  position = null;

  /** Whether a follower was added after the stream was opened. */
  get hasFresh() {
    return [...this.followers.keys()].some(each => each.isFresh);
  }

  /** Returns the position at which the stream has to start: that of the follower furthest behind; a position of another epoch than that of the stream counts as furthest. Null for live only. */
  get start() {
    const current = parsePosition(this.position);
    let start = current;
    for (const each of this.followers.keys()) {
      const at = parsePosition(each.position);
      if (!at) continue;
      if (current && at.epoch !== current.epoch) return each.position;
      if (!start || (at.epoch === start.epoch && at.offset < start.offset)) start = at;
    }
    return start && `${start.epoch}-${start.offset}`;
  }
}
