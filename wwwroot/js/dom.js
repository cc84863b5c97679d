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

/** The most options of a datalist; a longer list would help nobody. */
export const mostOptions = 100;

/** Fills a datalist with the first of the values. */
export function fillOptions(datalist, values) {
  datalist.replaceChildren(...values.slice(0, mostOptions).map(value => element('option', { value })));
}
