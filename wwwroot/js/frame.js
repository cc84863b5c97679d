// Runs a callback once per frame, also in a hidden tab, where requestAnimationFrame does not run.

const HIDDEN = 250;

/** Calls back before the next frame, or soon in a hidden tab. Returns a function that cancels the call. */
export function nextFrame(callback) {
  let timer = 0;
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const once = () => {
    cancel();
    callback();
  };
  const frame = requestAnimationFrame(once);
  timer = setTimeout(once, HIDDEN);
  return cancel;
}
