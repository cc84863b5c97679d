// Shows "Reconnecting in 4 s" on a badge, counting down until the delay is over.

/** @returns {() => void} a function that stops the countdown */
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
