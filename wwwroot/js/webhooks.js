// Webhooks: the form that creates one, and the list with their latest requests.
import { at, request, webhookPath } from './api.js';
import { byId } from './dom.js';
import { LiveList } from './live-list.js';
import { startWebhookForm } from './webhook-form.js';
import { WebhookRow } from './webhook-row.js';

/** Returns a function that loads the list at once. */
export function startWebhooks() {
  const list = new LiveList('webhook', {
    load: () => request(at('/webhooks')),
    make: webhook => new WebhookRow(webhook),
    act,
    shown: rows => Promise.all(rows.filter(row => row.isOpen).map(showDeliveries)),
  });
  startWebhookForm(() => list.look());
  return () => list.tryAgain();
}

async function act(row, what) {
  const path = webhookPath(row.webhook.id);
  if (what === 'deliveries') row.toggle();
  else if (what === 'delete') await request(path, { method: 'DELETE' });
  else if (what === 'test') tellTest(row, await request(`${path}/test`, { method: 'POST' }));
  else row.show(await request(`${path}/${what}`, { method: 'POST' }));
}

function tellTest(row, delivery) {
  row.open();
  byId('webhook-news').textContent = delivery.error ? `The test failed. ${delivery.error}` : `The receiver responded to the test with status ${delivery.status}.`;
}

const showDeliveries = async row => row.showDeliveries(await request(`${webhookPath(row.webhook.id)}/deliveries?limit=10`));
