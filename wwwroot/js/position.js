// Positions: `epoch-offset`, such as k3f9a2-1042. A client with this position has received the topic's messages up to this offset.

/** @returns {{epoch: string, offset: number} | null} null for a text that is not a position */
export function parsePosition(text) {
  const match = /^([^-]+)-(\d+)$/.exec(text ?? '');
  return match ? { epoch: match[1], offset: Number(match[2]) } : null;
}

/** Whether position a is position b or a later one. Positions of two epochs cannot be compared: then the result is false. */
export function hasReached(a, b) {
  const left = parsePosition(a);
  const right = parsePosition(b);
  return left !== null && right !== null && left.epoch === right.epoch && left.offset >= right.offset;
}

/** Returns the number of offsets between two consecutive messages of a subscriber; 0 if the positions cannot be compared. */
export function skippedBetween(earlier, later) {
  const left = parsePosition(earlier);
  const right = parsePosition(later);
  if (!left || !right || left.epoch !== right.epoch) return 0;
  return Math.max(0, right.offset - left.offset - 1);
}
