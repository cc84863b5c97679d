// The health of a webhook as a badge.
import { badge } from '../ui/parts.js';

export function healthOf({ state, failingSince }) {
  if (state === 'disabled') return badge('disabled', 'bad');
  if (state === 'paused') return badge('paused', 'busy');
  return failingSince ? badge('failing', 'bad') : badge('healthy', 'good');
}
