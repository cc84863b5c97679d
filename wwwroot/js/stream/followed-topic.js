// One topic of the stream: who follows it, and how far the stream is in it.
import { parsePosition } from '../position.js';

export class FollowedTopic {
  /** The followers, each with the tab that it is of. */
  followers = new Map();
  position = null;

  /** Whether somebody came since the stream was opened. */
  get hasFresh() {
    return [...this.followers.keys()].some(each => each.isFresh);
  }

  /** Where the stream has to begin: where the one stands that is furthest behind. One of an earlier log counts as such. Null for live only. */
  get start() {
    let start = parsePosition(this.position);
    for (const each of this.followers.keys()) {
      const at = parsePosition(each.position);
      if (at && (!start || at.epoch !== start.epoch || at.offset < start.offset)) start = at;
    }
    return start && `${start.epoch}-${start.offset}`;
  }
}
