// Connects the parts of the page: the session, one stream of live events, the chat, jobs, webhooks, publishing, history, and the commands.
import { Chat } from './chat.js';
import { startCommands } from './commands.js';
import { byId } from './dom.js';
import { EventsPanel } from './events-panel.js';
import { refreshTopic, startHistory, topicMoved } from './history.js';
import { acceptInvitation } from './invitation.js';
import { startJobs } from './jobs.js';
import { startOffline } from './offline.js';
import { startPublishing } from './publish.js';
import { startSession } from './session.js';
import { startSharedStream } from './stream/shared-stream.js';
import { startWebhooks } from './webhooks.js';

startCommands();
startSharedStream();
startOffline();

const ticks = new EventsPanel('ticks', topicMoved);
ticks.follow('ticks');

// An invited user starts in the room of the invitation; other users start in the lobby.
const invited = await acceptInvitation();
if (invited) byId('chat-room').value = invited;
const room = new EventsPanel('room', topicMoved);
room.follow(`room:${invited ?? 'lobby'}`);

const chat = new Chat(chosen => {
  const topic = `room:${chosen}`;
  // The publish form uses the room's topic, unless the user has entered another topic.
  const publishing = byId('publish-topic');
  if (publishing.value.startsWith('room:')) publishing.value = topic;
  room.follow(topic);
});

const lookAtJobs = startJobs();
const lookAtWebhooks = startWebhooks();
startPublishing(topic => refreshTopic(topic));
startHistory(topic => ticks.streams(topic) || room.streams(topic));

startSession(who => {
  ticks.tryAgain();
  room.tryAgain();
  chat.goBy(who.name ?? who.subject);
  lookAtJobs();
  lookAtWebhooks();
  refreshTopic();
});
