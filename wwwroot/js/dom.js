// Creates elements without parsing HTML: text of other users is always inserted as text.

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

/** Shows a sentence in an element; without a sentence the element is hidden. */
export function showSentence(target, sentence) {
  // Without a change the text is not set again: a screen reader would repeat it.
  if (target.textContent === sentence) return;
  target.textContent = sentence ?? '';
  target.hidden = !sentence;
}

/** The largest number of options of a datalist; a longer list would not help the user. */
export const mostOptions = 100;

/** Fills a datalist with the first values. */
export function fillOptions(datalist, values) {
  datalist.replaceChildren(...values.slice(0, mostOptions).map(value => element('option', { value })));
}
