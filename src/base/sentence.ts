/** Small grammar that sentences share. */

/** `deletes it` → `Deletes it`. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Deletes it` → `deletes it`, to go on behind a colon. A name in capitals stays: `AWS says no`, `S3 is asked`. */
export const uncapitalized = (text: string): string =>
  /^[A-Z](?![A-Z\d])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** `a, b, c and 2 more`: no more than `most` of them are named. */
export function firstOf(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

/** `` `name` ``, as panels and terminals set names off. */
export const ticked = (name: string): string => `\`${name}\``;
