// Starts the console: the user, the sections, and the one event stream that all of its tabs share.
import { startOffline } from '../../js/offline.js';
import { startSession } from '../../js/session.js';
import { startSharedStream } from '../../js/stream/shared-stream.js';
import { byId } from '../../js/dom.js';
import { startFeed, onSample } from './metrics/feed.js';
import { reopen, startRouter } from './router.js';
import { sections } from './sections.js';
import { showCount, showUser, startShell } from './ui/shell.js';
import { startShortcuts } from './ui/shortcuts.js';

startSharedStream();
startOffline();
startShell();
startShortcuts(Object.fromEntries(Object.entries(sections).map(([name, { title }]) => [name, title])));

onSample(({ webhooks }) => showCount('webhooks', webhooks?.failing, 'failing webhooks'));

let hasStarted = false;

startSession(caller => {
  showUser(caller);
  // Without a token on a server that requires one there is nothing to show.
  const isOut = !caller.open && !caller.subject;
  byId('view').hidden = isOut;
  document.body.toggleAttribute('data-out', isOut);
  byId('session-title').setAttribute('aria-level', isOut ? 1 : 2);
  if (isOut) return;
  startFeed();
  if (hasStarted) return reopen();
  hasStarted = true;
  startRouter(sections, byId('view'));
}, 'Paste a token whose claim "admin" contains "*".');
