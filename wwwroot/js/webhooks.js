// Webhooks: a form, and the list of them with their latest requests.
import { at, request, webhookPath } from './api.js';
import { byId, showSentence } from './dom.js';
import { startWebhookForm } from './webhook-form.js';
import { WebhookRow } from './webhook-row.js';

const LOOK_EVERY = 3000;

const rows = new Map();
let shutOut = false;

/** Gives what looks at them at once. */
export function startWebhooks() {
  startWebhookForm(() => look());
  byId('webhook-list').addEventListener('click', event => {
    const button = event.target.closest('button[data-act]');
    if (button) act(rows.get(button.closest('[data-webhook]').dataset.webhook), button.dataset.act);
  });
  setInterval(() => document.visibilityState === 'visible' && !shutOut && look(), LOOK_EVERY);
  look();
  return look;
}

async function look() {
  try {
    show(await request(at('/webhooks')));
    shutOut = false;
    await Promise.all([...rows.values()].filter(row => row.isOpen).map(showDeliveries));
  } catch (problem) {
    // A server that does not answer is told of elsewhere on the page; who may not see webhooks does not ask again.
    if (problem.status !== 401 && problem.status !== 403) return;
    shutOut = true;
    show([]);
  }
}

function show(webhooks) {
  const list = byId('webhook-list');
  for (const [id, row] of rows) {
    if (webhooks.some(webhook => webhook.id === id)) continue;
    row.element.remove();
    rows.delete(id);
  }
  for (const webhook of webhooks) {
    if (rows.has(webhook.id)) rows.get(webhook.id).show(webhook);
    else {
      rows.set(webhook.id, new WebhookRow(webhook));
      list.append(rows.get(webhook.id).element);
    }
  }
}

async function act(row, what) {
  const path = webhookPath(row.webhook.id);
  try {
    if (what === 'deliveries') row.toggle();
    else if (what === 'delete') await request(path, { method: 'DELETE' });
    else if (what === 'test') tellTest(row, await request(`${path}/test`, { method: 'POST' }));
    else row.show(await request(`${path}/${what}`, { method: 'POST' }));
    showSentence(byId('webhook-error'), '');
    await look();
  } catch (problem) {
    showSentence(byId('webhook-error'), problem.message);
  }
}

function tellTest(row, delivery) {
  row.open();
  byId('webhook-news').textContent = delivery.error ? `The test failed. ${delivery.error}` : `The receiver has answered the test with ${delivery.status}.`;
}

const showDeliveries = async row => row.showDeliveries(await request(`${webhookPath(row.webhook.id)}/deliveries?limit=10`));
