// The form that creates a webhook. Only this response contains the secret, so it stays on the page until the next one.
import { at, request } from './api.js';
import { byId, showSentence } from './dom.js';

const list = id => byId(id).value.split(/[\s,]+/).filter(Boolean);

/** `onMade()` is called after every success. */
export function startWebhookForm(onMade) {
  byId('webhook-form').addEventListener('submit', event => {
    event.preventDefault();
    make().then(webhook => {
      showSentence(byId('webhook-error'), '');
      byId('webhook-secret').textContent = webhook.secret;
      byId('webhook-made').hidden = false;
      onMade();
    }, problem => showSentence(byId('webhook-error'), problem.message));
  });
}

const make = () => request(at('/webhooks'), {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  body: JSON.stringify({ url: byId('webhook-url').value.trim(), topics: list('webhook-topics'), types: list('webhook-types'), ordered: byId('webhook-ordered').checked }),
});
