// Once a frame, and also in a tab that is not shown, where requestAnimationFrame stands still.

const HIDDEN = 250;

/** Calls back before the next frame is drawn, or soon where none is. Gives what cancels it. */
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
