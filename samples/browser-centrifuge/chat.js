// A room of the server with the Centrifugal client: ?server=ws://localhost:5000/connection/websocket&room=lobby&name=ann
// The position of the last message is stored, so that the page resumes after this message, after an outage and after a reload.
const query = new URLSearchParams(location.search);
const server = query.get('server') ?? 'ws://localhost:5000/connection/websocket';
const room = query.get('room') ?? 'lobby';
const name = query.get('name') ?? 'browser';
const channel = `room:${room}`;
const kept = JSON.parse(sessionStorage.getItem(channel) ?? 'null');

const byId = id => document.getElementById(id);
byId('room').textContent = room;

// Text of other users is inserted as text, never as HTML.
function line(text, kind = '') {
  const row = document.createElement('li');
  row.className = kind;
  row.textContent = text;
  byId('log').append(row);
}

let epoch = kept?.epoch;
function remember(offset) {
  sessionStorage.setItem(channel, JSON.stringify({ epoch, offset }));
  byId('position').textContent = `${epoch}-${offset}`;
}

const client = new Centrifuge(server, { data: { name } });
client.on('state', ({ newState }) => { byId('state').textContent = newState; });
client.on('error', ({ error }) => line(error.message, 'note'));

const subscription = client.newSubscription(channel, { joinLeave: true, ...(kept && { since: kept }) });
subscription.on('subscribed', async ({ streamPosition, wasRecovering, recovered }) => {
  epoch = streamPosition.epoch;
  if (!wasRecovering) await showLatest(streamPosition);
  else if (!recovered) line('Some messages that were sent while this page was not connected are deleted.', 'note');
  await count();
});
subscription.on('publication', ({ data, info, offset }) => {
  said(data, info);
  remember(offset);
});
subscription.on('join', ({ info }) => { line(`${info.connInfo?.name ?? 'Somebody'} joined`, 'note'); count(); });
subscription.on('leave', ({ info }) => { line(`${info.connInfo?.name ?? 'Somebody'} left`, 'note'); count(); });

const said = (data, info) => line(`${info?.user ?? 'Somebody'}: ${typeof data === 'string' ? data : JSON.stringify(data)}`);

// The latest earlier messages; the history returns the newest first.
async function showLatest({ offset }) {
  const { publications } = await subscription.history({ limit: 20, reverse: true });
  for (const publication of publications.reverse()) said(publication.data, publication.info);
  remember(offset);
}

async function count() {
  const { numClients } = await subscription.presenceStats();
  byId('members').textContent = numClients ?? 0;
}

byId('say').addEventListener('submit', async event => {
  event.preventDefault();
  const text = byId('text').value;
  byId('text').value = '';
  // The client does not repeat a publish whose reply is lost: report it, and keep the text.
  await subscription.publish(text).catch(error => { line(`Not sent: ${error.message}`, 'note'); byId('text').value = text; });
});

subscription.subscribe();
client.connect();
