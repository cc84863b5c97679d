// One webhook in the list: its URL, its state, and its latest requests.
import { byId, element } from './dom.js';

const BADGE = { active: 'live', paused: 'connecting', disabled: 'closed' };

export class WebhookRow {
  #url = element('b', {});
  #state = element('p', { class: 'state' });
  #text = element('p', { class: 'item-text' });
  #rest = button('pause', 'Pause');
  #deliveries = button('deliveries', 'Deliveries');
  #table = element('tbody', {});
  #frame;

  constructor(webhook) {
    this.#frame = element('div', { class: 'webhook-deliveries', tabindex: 0, role: 'region', 'aria-label': `Latest requests of webhook ${webhook.id}` },
      element('table', {},
        element('thead', {}, element('tr', {}, ...['Time', 'Topic', 'Messages', 'Attempt', 'Answer', 'ms'].map(name => element('th', { scope: 'col' }, name)))),
        this.#table),
      element('p', { class: 'webhook-none' }, 'No request yet. Publish to one of its topics, or send a test.'));
    this.#frame.hidden = true;
    this.element = element('li', { class: 'item webhook', 'data-id': webhook.id },
      element('p', { class: 'item-name' }, this.#url, ' ', element('code', {}, webhook.id)),
      this.#state, this.#text,
      element('p', { class: 'item-actions' }, this.#deliveries, button('test', 'Test'), this.#rest, button('delete', 'Delete')),
      this.#frame);
    for (const each of this.element.querySelectorAll('button')) each.setAttribute('aria-label', `${each.textContent}: webhook ${webhook.id}`);
    this.#deliveries.setAttribute('aria-expanded', 'false');
    this.show(webhook);
  }

  get isOpen() {
    return !this.#frame.hidden;
  }

  open() {
    this.#frame.hidden = false;
    this.#deliveries.setAttribute('aria-expanded', 'true');
  }

  toggle() {
    this.#frame.hidden = !this.#frame.hidden;
    this.#deliveries.setAttribute('aria-expanded', String(this.isOpen));
  }

  show(webhook) {
    if (this.webhook && this.webhook.state !== webhook.state) byId('webhook-news').textContent = `Webhook ${webhook.id} is ${webhook.state}.`;
    this.webhook = webhook;
    this.element.dataset.state = webhook.state;
    this.#url.textContent = webhook.url;
    this.#state.dataset.state = BADGE[webhook.state];
    this.#state.textContent = webhook.state;
    this.#text.textContent = [
      webhook.topics.join(', '),
      ...(webhook.types.length ? [`only ${webhook.types.join(', ')}`] : []),
      webhook.ordered ? 'in order' : 'in any order',
      ...(webhook.reason ? [webhook.reason] : []),
    ].join(' · ');
    this.#rest.dataset.act = webhook.state === 'active' ? 'pause' : 'resume';
    this.#rest.textContent = webhook.state === 'active' ? 'Pause' : 'Resume';
    this.#rest.setAttribute('aria-label', `${this.#rest.textContent}: webhook ${webhook.id}`);
  }

  showDeliveries(deliveries) {
    this.#frame.dataset.empty = String(deliveries.length === 0);
    this.#table.replaceChildren(...deliveries.map(each => element('tr', { 'data-failed': each.error != null },
      element('td', {}, new Date(each.time).toLocaleTimeString()),
      element('td', {}, each.topic ?? 'test'),
      element('td', {}, each.count.toLocaleString('en')),
      element('td', {}, String(each.attempt)),
      // Without a status the whole sentence of the error is shown.
      element('td', { title: [each.error, each.response].filter(Boolean).join('\n') }, each.status == null ? each.error : String(each.status)),
      element('td', {}, Math.round(each.durationMs).toLocaleString('en')))));
  }
}

function button(act, text) {
  return element('button', { type: 'button', class: 'button small', 'data-act': act }, text);
}
