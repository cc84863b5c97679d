// The overview: what needs attention, and live plots of the last minutes, hours or days.
import { element, showSentence } from '../../../js/dom.js';
import { nextFrame } from '../../../js/frame.js';
import { Crosshair } from '../charts/crosshair.js';
import { Plot } from '../charts/plot.js';
import { attention } from '../metrics/attention.js';
import { Bins } from '../metrics/bins.js';
import { onSample } from '../metrics/feed.js';
import { loadSamples } from '../metrics/history.js';
import { GROUPS, read } from '../metrics/plots.js';
import { keepQuery } from '../router.js';
import { choice, segments } from '../ui/filters.js';
import { head } from '../ui/parts.js';
import { problemPlace } from '../ui/poll.js';

export const title = 'Overview';

const MINUTE = 60_000;
const RANGES = { '15m': 15, '1h': 60, '6h': 360, '24h': 1440, '3d': 4320 };
const NAMES = [['15m', '15 min'], ['1h', '1 h'], ['6h', '6 h'], ['24h', '24 h'], ['3d', '3 days']];
const BINS = 180;
// With more samples than this between two drawings, the loading of days stays quick.
const DRAW_EVERY = 2000;

export function open({ root, query, signal }) {
  const problem = problemPlace();
  const crosshair = new Crosshair();
  const plots = GROUPS.flatMap(group => group.plots.map(options => ({ options, plot: new Plot(options, crosshair) })));
  const range = query.get('range') in RANGES ? query.get('range') : '15m';
  const length = RANGES[range] * MINUTE;
  const state = attention(NAMES.find(([name]) => name === range)[1]);
  const ranges = segments('range', 'Period', NAMES, range);
  const nodes = element('div', { class: 'nodes-choice', hidden: true });
  const empty = element('p', { class: 'notice', hidden: true }, 'No measurements yet. The server publishes them to the topic system:metrics at each Metrics:Interval.');
  const bins = new Bins(Math.max(length / BINS, 5000), read);
  let node = null;
  let cancel = null;
  let added = 0;
  let hasFailed = false;
  let newest = null;

  const draw = () => {
    cancel = null;
    const to = Date.now();
    const from = to - length;
    bins.forget(from - bins.step);
    const first = Math.floor(from / bins.step) * bins.step;
    for (const { options, plot } of plots) plot.show({ from: first, step: bins.step, values: options.series.map(series => bins.values(series, from, to, node)) });
    if (newest) state.show(newest, Math.round(bins.values({ name: 'failed', over: 'sum' }, from, to).reduce((sum, each) => sum + each, 0)));
    showNodes();
    empty.hidden = added > 0 || hasFailed;
  };
  const drawSoon = () => cancel ??= nextFrame(draw);
  const take = sample => {
    added++;
    bins.add(sample);
    newest = sample;
  };
  const showNodes = () => {
    if (bins.nodes.length < 2 || nodes.dataset.known === bins.nodes.join()) return;
    nodes.dataset.known = bins.nodes.join();
    nodes.hidden = false;
    nodes.replaceChildren(choice('node', 'Node', [['', 'All nodes'], ...bins.nodes.map(each => [each, each])], node ?? ''));
  };

  nodes.addEventListener('change', event => {
    node = event.target.value || null;
    draw();
  });
  ranges.addEventListener('change', event => {
    keepQuery('overview', null, { range: event.target.value });
    dispatchEvent(new HashChangeEvent('hashchange'));
    document.querySelector(`[data-name=range][value="${event.target.value}"]`)?.focus();
  });
  root.append(
    head({ title, actions: [nodes, ranges] }), problem, state.element, empty,
    ...GROUPS.map(group => element('section', { class: 'plot-group' },
      element('h2', {}, group.title), element('div', { class: 'plots' }, ...plots.filter(each => group.plots.includes(each.options)).map(each => each.plot.element)))));

  // What arrives while the history is loaded is added after it, since the bins take measurements in their order.
  let waiting = [];
  onSample(sample => {
    if (waiting) return waiting.push(sample);
    take(sample);
    drawSoon();
  }, signal);
  loadSamples(new Date(Date.now() - length), sample => {
    take(sample);
    if (added % DRAW_EVERY === 0) drawSoon();
  }, signal).then(() => {
    for (const sample of waiting) take(sample);
  }, error => {
    hasFailed = true;
    if (!signal.aborted) showSentence(problem, error.message);
  }).finally(() => {
    waiting = null;
    if (!signal.aborted) draw();
  });
  draw();
  empty.hidden = true;
  signal.addEventListener('abort', () => cancel?.());
}
