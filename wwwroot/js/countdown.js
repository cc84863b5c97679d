// "Reconnecting in 4 s", counting down on a badge until the wait is over.

/** @returns {() => void} stops it */
export function countDown(badge, wait) {
  const until = performance.now() + wait;
  const show = () => {
    const seconds = Math.round((until - performance.now()) / 1000);
    if (seconds >= 1) badge.textContent = `Reconnecting in ${seconds} s`;
  };
  show();
  const timer = setInterval(show, 1000);
  return () => clearInterval(timer);
}
