// An icon of icons.svg. It has no name of its own: the text beside it, or the label of its button, says what it means.
const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const image = document.createElementNS(SVG, 'svg');
  image.setAttribute('class', 'icon');
  image.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `icons.svg#${name}`);
  image.append(use);
  return image;
}
