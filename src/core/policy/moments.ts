/** Times of a policy: weekdays, hours and spans of days, each in its own time zone. */
import type { Day, Freeze, Window } from './shape.ts';

interface LocalTime {
  readonly day: Day;
  /** `2026-12-20`. */
  readonly date: string;
  /** `18:05`. */
  readonly clock: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(at: number, timezone = 'UTC'): LocalTime {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timezone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: (parts.weekday ?? '').toLowerCase() as Day,
    date: `${parts.year}-${parts.month}-${parts.day}`,
    clock: `${parts.hour}:${parts.minute}`,
  };
}

const before: Readonly<Record<Day, Day>> = {
  mon: 'sun',
  tue: 'mon',
  wed: 'tue',
  thu: 'wed',
  fri: 'thu',
  sat: 'fri',
  sun: 'sat',
};

/** `at`: milliseconds since the epoch. The hours after midnight of a window belong to the day it began on. */
export function isWithin({ days, from = '00:00', to = '24:00', timezone }: Window, at: number): boolean {
  const { day, clock } = localTime(at, timezone);
  const on = (wanted: Day) => days === undefined || days.includes(wanted);
  if (from < to) return on(day) && clock >= from && clock < to;
  return (on(day) && clock >= from) || (on(before[day]) && clock < to);
}

/** A last day counts whole. */
export function isFrozen({ from, to, timezone }: Freeze, at: number): boolean {
  const { date, clock } = localTime(at, timezone);
  const now = `${date}T${clock}`;
  const begins = from.replace(' ', 'T');
  const ends = to.replace(' ', 'T');
  return (begins.length > 10 ? now : date) >= begins && (ends.length > 10 ? now : date) <= ends;
}
