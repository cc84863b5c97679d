// Building elements without ever parsing HTML: what others wrote is always text.

/** `element('p', { class: 'line', 'data-kind': 'gap' }, 'text', child)` */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export const byId = id => document.getElementById(id);

/** Shows a sentence in an element that is hidden while it has nothing to say. */
export function showSentence(target, sentence) {
  // The same again would make a screen reader say it again.
  if (target.textContent === sentence) return;
  target.textContent = sentence ?? '';
  target.hidden = !sentence;
}

/** Fills a datalist; a long list would help nobody, so only its beginning. */
export function fillOptions(datalist, values) {
  datalist.replaceChildren(...values.slice(0, 100).map(value => element('option', { value })));
}
