// Puts the page together: who one is, two live streams, the chat, publishing, history, and the commands.
import { Chat } from './chat.js';
import { startCommands } from './commands.js';
import { byId } from './dom.js';
import { EventsPanel } from './events-panel.js';
import { refreshTopic, startHistory } from './history.js';
import { startJobs } from './jobs.js';
import { startPublishing } from './publish.js';
import { startSession } from './session.js';

startCommands();

const ticks = new EventsPanel('ticks');
ticks.follow('ticks');

const room = new EventsPanel('room');
room.follow('room:lobby');

const chat = new Chat(chosen => {
  const topic = `room:${chosen}`;
  // Publishing follows the room, unless it was pointed somewhere else.
  const publishing = byId('publish-topic');
  if (publishing.value.startsWith('room:')) publishing.value = topic;
  room.follow(topic);
});

const lookAtJobs = startJobs();
startPublishing(topic => refreshTopic(topic));
startHistory();

startSession(who => {
  ticks.tryAgain();
  room.tryAgain();
  chat.goBy(who.name ?? who.subject);
  lookAtJobs();
  refreshTopic();
});
