// A position says where a reader stands in a topic: `epoch-offset`, such as k3f9a2-1042.

/** @returns {{epoch: string, offset: number} | null} null for anything that is not a position */
export function parsePosition(text) {
  const match = /^([^-]+)-(\d+)$/.exec(text ?? '');
  return match ? { epoch: match[1], offset: Number(match[2]) } : null;
}

/** Whether a is b or later. Positions of two epochs do not compare: then it is false. */
export function hasReached(a, b) {
  const left = parsePosition(a);
  const right = parsePosition(b);
  return left !== null && right !== null && left.epoch === right.epoch && left.offset >= right.offset;
}

/** How many offsets lie between two neighbours that a reader saw; 0 when they do not compare. */
export function skippedBetween(earlier, later) {
  const left = parsePosition(earlier);
  const right = parsePosition(later);
  if (!left || !right || left.epoch !== right.epoch) return 0;
  return Math.max(0, right.offset - left.offset - 1);
}
