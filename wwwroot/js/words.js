// The sentences that more than one part of the page says.
import { parsePosition } from './position.js';

const LONGEST = 2000;

export const messages = count => count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;

/** "3 messages were lost: k3f9a2-11 to k3f9a2-13 are no longer kept." */
export function gapSentence(gap) {
  const requested = parsePosition(gap?.requested);
  if (gap?.lost == null || !requested) {
    return 'Messages were lost, nobody knows how many: '
      + `${gap?.requested ?? 'the position'} belongs to an earlier log of this topic.`;
  }
  const at = offset => `${requested.epoch}-${offset}`;
  const first = at(requested.offset + 1);
  if (gap.lost === 1) return `1 message was lost: ${first} is no longer kept.`;
  return `${messages(gap.lost)} were lost: ${first} to ${at(requested.offset + gap.lost)} are no longer kept.`;
}

/** `lossy`: there was a gap, so that nothing replayed does not mean nothing missed. */
export const resumedSentence = (after, count, lossy) =>
  `Resumed after ${after}, ${count === 0 && !lossy ? 'nothing was missed' : `${messages(count)} replayed`}`;

// What JSON may say in ASCII, but nobody can read so. Marks that turn the direction, and what cannot be seen, stay spelled out.
const ESCAPES = /\\(?:u([0-9A-Fa-f]{4})|.)/gs;
const TURNS = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/u;

/** JSON with its letters in place of \u and their numbers. */
export const readableJson = json => json.replace(ESCAPES, (escape, code) => {
  const character = code && String.fromCharCode(parseInt(code, 16));
  return character > '\u007f' && !TURNS.test(character) ? character : escape;
});

/** Data as it is shown. A message may be very long; the log shows its beginning and says so. `length` is of all of it, where `data` is a part. */
export function dataText(data, length) {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text.length <= LONGEST) return text;
  const shown = beginning(text);
  return `${shown}… (${((length ?? text.length) - shown.length).toLocaleString('en')} more characters)`;
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// Not in the middle of what a reader sees as one character: a letter with its marks, an emoji of several. None is looked for further than here.
function beginning(text) {
  const LOOK_AT = 64;
  const { index } = letters.segment(text.slice(LONGEST - LOOK_AT, LONGEST + LOOK_AT)).containing(LOOK_AT);
  return text.slice(0, index > 0 ? LONGEST - LOOK_AT + index : LONGEST);
}
