// Builds the site from the documents of the repository into dist/. A link to a page or image that does not exist ends the build with an error.
// STREAMING_REPOSITORY is the address of the sources, such as https://example.com/streaming/blob/main: links to files that are no pages
// lead there, and without it they are plain text. SITE_BASE is the path of the site, such as /streaming/.
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vitepress';
import { pages, read, root, targetOf } from './pages.mjs';

const here = import.meta.dirname;
const content = join(here, 'content');
const sources = process.env.STREAMING_REPOSITORY;

function rewrite(file, text, link, isImage) {
  if (/^[a-z]+:/.test(link) || link.startsWith('#')) return `${isImage ? '!' : ''}[${text}](${link})`;
  const [path, anchor] = link.split('#');
  const target = targetOf(file, path);
  if (pages.has(target)) return `[${text}](./${pages.get(target)}${anchor ? `#${anchor}` : ''})`;
  statSync(join(root, target));
  if (isImage) {
    copyFileSync(join(root, target), join(content, basename(target)));
    return `![${text}](./${basename(target)})`;
  }
  return sources ? `[${text}](${sources}/${target})` : text;
}

// Commands are indented in the documents. As a block of the shell's language they get colours and a button to copy them.
function fence(text) {
  const paragraphs = text.split('\n\n');
  let isFenced = false;
  return paragraphs.map((paragraph, i) => {
    if (paragraph.split('```').length % 2 === 0) isFenced = !isFenced;
    if (isFenced) return paragraph;
    // In a list, an indented paragraph belongs to its item.
    const follows = i > 0 && !/^(\* |\d+\. | )/.test(paragraphs[i - 1].split('\n').at(-1));
    const isCode = paragraph.replace(/^\n+/, '').split('\n').every(line => line.startsWith('    '));
    return follows && isCode ? `\`\`\`sh\n${paragraph.replace(/^ {4}/gm, '')}\n\`\`\`` : paragraph;
  }).join('\n\n');
}

rmSync(content, { recursive: true, force: true });
mkdirSync(content);
for (const [file, page] of pages) {
  // Code keeps its brackets: the expression matches code first, and leaves it as it is.
  const text = fence(read(file)).replace(/^ *```[^]*?^ *```$|`[^`\n]*`(?!\])|(!?)\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/gm,
    (all, image, label, link) => link === undefined ? all : rewrite(file, label, link, image === '!'));
  writeFileSync(join(content, page), text);
}
await build(here);
