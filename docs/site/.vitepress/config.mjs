import { defineConfig } from 'vitepress';
import { sidebar } from '../pages.mjs';
import { slug } from '../slug.mjs';

export default defineConfig({
  title: 'Streaming',
  description: 'A self-hosted real-time streaming server',
  base: process.env.SITE_BASE ?? '/',
  srcDir: 'content',
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  // The documents use no HTML, so that <T> in a sentence is text.
  markdown: { html: false, linkify: false, anchor: { slugify: slug }, toc: { slugify: slug }, headers: { slugify: slug } },
  ignoreDeadLinks: [/^https?:\/\/localhost/],
  themeConfig: {
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
