// What needs the attention of an operator now, each with the section that shows it; and the main numbers.
import { element } from '../../../js/dom.js';
import { to } from '../router.js';
import { icon } from '../ui/icon.js';
import { count, duration, number, rate, short, NONE } from '../words.js';

// A job that is due for longer than this finds no free slot.
const LATE = 60;

/** The sentences of the newest measurement: [sentence, address]. */
function findings({ slow, webhooks, jobs, refused }, failed, period) {
  return [
    ...failed > 0 ? [[`${count(failed, 'job')} failed in the last ${period}`, to('jobs', null, { state: 'failed' })]] : [],
    ...jobs?.oldestDue > LATE ? [[`A job has been due for ${duration(jobs.oldestDue)}`, to('jobs', null, { state: 'queued' })]] : [],
    ...webhooks?.failing > 0 ? [[`${count(webhooks.failing, 'webhook')} ${webhooks.failing === 1 ? 'fails' : 'fail'}`, to('webhooks')]] : [],
    ...slow > 0 ? [[`${count(slow, 'subscriber')} cannot keep up`, to('connections')]] : [],
    ...refused > 0 ? [[`${rate(refused)} requests are refused`, to('limits')]] : [],
  ];
}

export function attention(period) {
  const tiles = [['Published', 'topics'], ['Delivered', 'connections'], ['Connections', 'connections'], ['Jobs running', 'jobs']]
    .map(([label, section]) => ({ value: element('b', {}, NONE), label, section }));
  const list = element('ul', { class: 'attention-list' });
  const made = element('div', { class: 'attention' },
    element('div', { class: 'tiles four' }, ...tiles.map(({ value, label, section }) => element('a', { class: 'tile', href: to(section) }, value, element('span', {}, label)))),
    list);
  let shown = null;
  return {
    element: made,
    /** `failed`: the number of jobs that failed in the period that is shown. */
    show(sample, failed) {
      const all = sample.connections && Object.values(sample.connections).reduce((sum, each) => sum + each, 0);
      const texts = [rate(sample.in), rate(sample.out), short(all), number(sample.jobs?.running)];
      tiles.forEach(({ value }, index) => value.textContent = texts[index]);
      const found = findings(sample, failed, period);
      const text = JSON.stringify(found);
      if (text === shown) return;
      shown = text;
      list.replaceChildren(...found.length ? found.map(([sentence, address]) => element('li', {}, element('a', { href: address }, icon('warn'), sentence, icon('next'))))
        : [element('li', { class: 'attention-good' }, icon('good'), 'Nothing needs attention.')]);
    },
  };
}
