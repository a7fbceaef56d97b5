/** Spans of time in words and digits. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `14:52`, `1:05:00`; `0:00` when it is over. Rounds up, so that `0:01` still is time left. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return seconds < 3600
    ? `${minutes}:${pad(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/** `just now`, `6 minutes ago`, `yesterday`. */
export function ago(milliseconds: number): string {
  if (milliseconds < minute) return 'just now';
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (milliseconds < hour) return relative.format(-Math.floor(milliseconds / minute), 'minute');
  if (milliseconds < day) return relative.format(-Math.floor(milliseconds / hour), 'hour');
  return relative.format(-Math.floor(milliseconds / day), 'day');
}
