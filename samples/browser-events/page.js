// index.html?server=http://localhost:5000&topic=news
import { follow } from './events.js';

const query = new URLSearchParams(location.search);
const server = query.get('server') ?? 'http://localhost:5000';
const topic = query.get('topic') ?? 'news';
const line = (text, type) => {
  const item = document.createElement('li');
  item.textContent = text;
  item.dataset.type = type;
  document.querySelector('#messages').append(item);
};

document.querySelector('#topic').textContent = topic;
// The server may have a path in its address.
follow(`${server.replace(/\/$/, '')}/topics/${encodeURIComponent(topic)}/events`, 'earliest', {
  message: event => line(event.data, 'message'),
  gap: () => line('Some messages are deleted.', 'gap'),
  'caught-up': () => line('All missed messages were received; new messages follow.', 'caught-up'),
}, state => document.querySelector('#state').textContent = state);
