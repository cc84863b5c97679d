// Puts the page together: two live streams, the chat, publishing, history, and the commands.
import { whoAmI } from './api.js';
import { Chat } from './chat.js';
import { startCommands } from './commands.js';
import { byId } from './dom.js';
import { EventsPanel } from './events-panel.js';
import { refreshTopic, startHistory } from './history.js';
import { acceptInvitation } from './invitation.js';
import { startJobs } from './jobs.js';
import { startPublishing } from './publish.js';

startCommands();

new EventsPanel('ticks').follow('ticks');

// Who was invited comes with the room, and with what lets them in; the others start in the lobby.
const invited = await acceptInvitation();
if (invited) byId('chat-room').value = invited;
const room = new EventsPanel('room');
room.follow(`room:${invited ?? 'lobby'}`);

const chat = new Chat(chosen => {
  const topic = `room:${chosen}`;
  // Publishing follows the room, unless it was pointed somewhere else.
  const publishing = byId('publish-topic');
  if (publishing.value.startsWith('room:')) publishing.value = topic;
  room.follow(topic);
});

whoAmI().then(({ name }) => name && chat.goBy(name), () => {});
startJobs();
startPublishing(topic => refreshTopic(topic));
startHistory();
