import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// The documents of the repository that are pages of the site, and their addresses on the site.
export const pages = new Map([
  ['README.md', 'index.md'],
  ['samples/README.md', 'samples.md'],
  ...['ARCHITECTURE.md', 'BENCHMARKS.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(file => [file, file.toLowerCase()]),
  ...readdirSync(join(root, 'docs')).filter(file => file.endsWith('.md')).map(file => [`docs/${file}`, file]),
].filter(([file]) => existsSync(join(root, file))));

export const read = file => readFileSync(join(root, file), 'utf8');

export const titleOf = file => read(file).match(/^# (.*)$/m)[1];

// The path in the repository to which a link of a document leads.
export const targetOf = (file, link) => posix.normalize(posix.join(posix.dirname(file), link));

// The groups of the sidebar are the list of documents in README.md; a page that is missing there is in the last group.
export function sidebar() {
  const list = read('README.md').split(/^## /m).find(part => part.startsWith('Documentation\n'));
  const groups = [];
  const listed = new Set(['README.md']);
  for (const item of list.split(/^\* /m).slice(1)) {
    const items = [...item.matchAll(/\[([^\]]+)\]\(([^)#]+)\)/g)].filter(([, , link]) => pages.has(link)).map(([, text, link]) => {
      listed.add(link);
      // A link within a sentence has no title of its own.
      return { text: text.endsWith('.md') || /^\p{Ll}/u.test(text) ? titleOf(link) : text, link: `/${basename(pages.get(link), '.md')}` };
    });
    groups.push({ text: item.match(/\*\*(.*?)\*\*/)[1], items });
  }
  const more = [...pages.keys()].filter(file => !listed.has(file))
    .map(file => ({ text: titleOf(file), link: `/${basename(pages.get(file), '.md')}` }));
  return more.length === 0 ? groups : [...groups, { text: 'More', items: more }];
}
