// Sentences that several parts of the page show.
import { parsePosition } from './position.js';

const LONGEST = 2000;

export const messages = count => count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;

/** "3 messages were lost: k3f9a2-11 to k3f9a2-13 are deleted." */
export function gapSentence(gap) {
  const requested = parsePosition(gap?.requested);
  if (gap?.lost == null || !requested) {
    return 'An unknown number of messages was lost: '
      + `${gap?.requested ?? 'the position'} belongs to an earlier log of this topic.`;
  }
  const at = offset => `${requested.epoch}-${offset}`;
  const first = at(requested.offset + 1);
  if (gap.lost === 1) return `1 message was lost: ${first} is deleted.`;
  return `${messages(gap.lost)} were lost: ${first} to ${at(requested.offset + gap.lost)} are deleted.`;
}

/** `lossy`: there was a gap, so that messages were missed even if none was replayed. */
export const resumedSentence = (after, count, lossy) =>
  `Resumed after ${after}, ${count === 0 && !lossy ? 'nothing was missed' : `${messages(count)} replayed`}`;

// Characters that JSON may escape in ASCII, which is hard to read. Direction marks and invisible characters stay escaped.
const ESCAPES = /\\(?:u([0-9A-Fa-f]{4})|.)/gs;
const TURNS = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u;

/** Returns JSON with characters in place of their \u escapes. */
export const readableJson = json => json.replace(ESCAPES, (escape, code) => {
  const character = code && String.fromCharCode(parseInt(code, 16));
  return character > '\u007f' && !TURNS.test(character) ? character : escape;
});

/** Returns data for display. A message may be very long; the log shows its beginning and states this. `length` is the length of the whole data if `data` is a part. */
export function dataText(data, length) {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text.length <= LONGEST) return text;
  const shown = beginning(text);
  return `${shown}… (${((length ?? text.length) - shown.length).toLocaleString('en')} more characters)`;
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// Does not cut within a visible character: a letter with its marks, or an emoji of several code points. The boundary is searched within
// this distance only.
function beginning(text) {
  const LOOK_AT = 64;
  const { index } = letters.segment(text.slice(LONGEST - LOOK_AT, LONGEST + LOOK_AT)).containing(LOOK_AT);
  return text.slice(0, index > 0 ? LONGEST - LOOK_AT + index : LONGEST);
}
