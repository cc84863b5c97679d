// Sections by the hash of the address: #/topics/room:lobby?type=join. Each section has `title` and open(place).

let sections = {};
let root = null;
let closing = null;
let isFirst = true;

/** Shows the section of the present address, and of each later one. */
export function startRouter(given, view) {
  sections = given;
  root = view;
  addEventListener('hashchange', () => route());
  route();
}

/** Opens the present section again, for another user. */
export function reopen() {
  if (root) route();
}

/** The address of a place in the console. */
export function to(section, part, query = {}) {
  const path = part == null ? section : `${section}/${encodeURIComponent(part).replaceAll('%3A', ':')}`;
  const given = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return `#/${path}${given.length ? `?${new URLSearchParams(given)}` : ''}`;
}

/** Changes the query of the address without opening the section again, so that a reload or a link shows the same. */
export function keepQuery(section, part, query) {
  history.replaceState(null, '', to(section, part, query));
}

function parse() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/');
  return { name: name in sections ? name : 'overview', part: rest.length ? decode(rest.join('/')) : null, query: new URLSearchParams(query) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route() {
  closing?.abort();
  closing = new AbortController();
  const { name, part, query } = parse();
  for (const link of document.querySelectorAll('[data-section]')) {
    if (link.dataset.section === name) link.setAttribute('aria-current', part ? 'true' : 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${part ? `${part} · ` : ''}${sections[name].title} · Streaming`;
  root.replaceChildren();
  root.dataset.name = name;
  sections[name].open({ root, part, query, signal: closing.signal });
  if (!isFirst) {
    scrollTo(0, 0);
    root.querySelector('h1')?.focus({ preventScroll: true });
  }
  isFirst = false;
}
