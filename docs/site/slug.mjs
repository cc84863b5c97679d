// The anchor of a heading, as GitHub creates it, so that the same link works in both places.
export const slug = heading => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
