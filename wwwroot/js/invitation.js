// The link of an invitation: the page's address with the room and possibly a token after the #. The token is put into the session's cookie.
import { signIn } from './api.js';
import { byId, showSentence } from './dom.js';

const ROOM = /^[A-Za-z0-9_.:-]{1,195}$/;

/** Returns the room in the address, or null. It removes the token from the address and from the browser's history at once. */
export async function acceptInvitation() {
  const given = new URLSearchParams(location.hash.slice(1));
  const room = given.get('room');
  if (!room || !ROOM.test(room)) return null;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    if (given.has('token')) await signIn(given.get('token'));
  } catch (problem) {
    showSentence(byId('chat-error'), `The invitation is not valid: ${problem.message}`);
  }
  return room;
}
