// Publishes a message to the topic that is shown.
import { element, showSentence } from '../../../js/dom.js';
import { learnType } from '../../../js/stream/shared-stream.js';
import { topics } from '../server.js';
import { act } from '../ui/act.js';
import { card } from '../ui/parts.js';
import { count } from '../words.js';

/** `onPublished()` is called after each success. */
export function publishForm(topic, onPublished) {
  const data = element('textarea', { id: 'publish-data', name: 'data', rows: 3, spellcheck: 'false' });
  const type = element('input', { id: 'publish-type', name: 'type', value: 'message', autocapitalize: 'none', autocomplete: 'off', spellcheck: 'false' });
  const json = element('input', { type: 'checkbox', id: 'publish-json' });
  const error = element('p', { class: 'error', role: 'alert', hidden: true });
  const send = element('button', { class: 'button primary small', id: 'publish-send' }, 'Publish');
  const form = element('form', { class: 'form-stack', novalidate: true },
    element('p', { class: 'field' }, element('label', { for: 'publish-data' }, 'Data'), data),
    element('p', { class: 'field' }, element('label', { for: 'publish-type' }, 'Type'), type),
    element('p', { class: 'check' }, json, element('label', { for: 'publish-json' }, 'The data is JSON')),
    error, element('p', { class: 'actions' }, send));
  form.addEventListener('submit', event => {
    event.preventDefault();
    const problem = json.checked && problemOf(data.value);
    showSentence(error, problem || '');
    if (problem) return data.focus();
    // The stream passes on only types that it knows, and the message may arrive before the response.
    learnType(type.value.trim());
    act(send, {
      run: () => topics.publish(topic, type.value.trim(), data.value, json.checked),
      done: ({ first, subscribers }) => `Published at ${first}; ${count(subscribers, 'subscriber')}.`,
    }).then(isDone => isDone && onPublished());
  });
  return card({ title: 'Publish' }, form);
}

function problemOf(text) {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `The data is not JSON: ${error.message}`;
  }
}
