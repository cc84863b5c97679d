// The scales of plots: round values at the left, round times at the bottom.

const MINUTE = 60_000;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map(minutes => minutes * MINUTE);

/** The smallest round number that is not below a value. `binary`: of a unit of bytes. */
export function roundUp(value, binary = false) {
  if (!(value > 0)) return 1;
  const unit = binary ? 1024 ** Math.floor(Math.log(Math.max(value, 1)) / Math.log(1024)) : 1;
  const scaled = value / unit;
  const power = 10 ** Math.floor(Math.log10(scaled));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find(each => each * power >= scaled * 0.999);
  return step * power * unit;
}

/** Round times within a period, at most `most` of them. They are round in the local time zone. */
export function timeTicks(from, to, most) {
  const step = TIME_STEPS.find(each => (to - from) / each <= most) ?? TIME_STEPS.at(-1);
  const zone = new Date(to).getTimezoneOffset() * MINUTE;
  const ticks = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) ticks.push(at);
  return ticks;
}
