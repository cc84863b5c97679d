// Paths of lines and areas from points; a point without a value interrupts them.

/** `points`: [x, y] or null. Returns the parts without interruptions. */
function parts(points) {
  const found = [];
  let part = null;
  for (const point of points) {
    if (!point) part = null;
    else if (part) part.push(point);
    else found.push(part = [point]);
  }
  return found;
}

const at = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

// A part of a single point would be invisible without a length.
export const line = points => parts(points).map(part => part.length === 1 ? `M${at(part[0])}h0.1` : `M${part.map(at).join('L')}`).join('');

/** The area between a line and the one below it. `floor(index)` is the lower y at a point. */
export function area(points, floor) {
  const indexed = points.map((point, index) => point && [...point, floor(index)]);
  return parts(indexed).filter(part => part.length > 1)
    .map(part => `M${part.map(at).join('L')}L${[...part].reverse().map(([x, , low]) => at([x, low])).join('L')}Z`).join('');
}
