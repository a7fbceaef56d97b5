/** What is given to `redis-cli`, as commands in order, each with the database it works in and the keys it is about. */
import { kindOfRedisCommand } from '../analyzers/redis.ts';

export type RedisAct =
  | { readonly kind: 'flush'; readonly all: boolean; readonly database: number }
  /** `whole`: the keys themselves go, not only some of what they hold. */
  | {
      readonly kind: 'keys';
      readonly verb: string;
      readonly keys: readonly string[];
      readonly whole: boolean;
      readonly database: number;
    }
  | { readonly kind: 'server'; readonly says: string; readonly stops: boolean; readonly saves: boolean }
  | { readonly kind: 'opaque'; readonly what: string; readonly why: string };

/** Commands whose words are all keys. */
const manyKeys = new Set(['del', 'unlink']);
const everySecond = new Set(['mset', 'msetnx']);
const serverWide =
  /^(?:config|client|acl|cluster|module|failover|save|bgsave|bgrewriteaof|slaveof|replicaof|psync|sync|swapdb|sentinel|shutdown|script|function|slowlog|latency|memory|publish|spublish)$/;

export function readRedis(commands: readonly (readonly string[])[], start: number): readonly RedisAct[] {
  let database = start;
  const acts: RedisAct[] = [];
  let queued: number | undefined;
  for (const [name = '', ...words] of commands) {
    const verb = name.toLowerCase();
    if (verb === 'select') database = Number(words[0] ?? 0);
    else if (verb === 'multi') queued = acts.length;
    else if (verb === 'exec') queued = undefined;
    else if (verb === 'discard' && queued !== undefined) acts.length = queued;
    else acts.push(...actOf(verb, words, database));
  }
  return acts;
}

function actOf(verb: string, words: readonly string[], database: number): readonly RedisAct[] {
  const judged = kindOfRedisCommand(verb, (words[0] ?? '').toLowerCase());
  if (judged?.kind === 'read') return [];
  if (verb === 'flushall' || verb === 'flushdb') return [{ kind: 'flush', all: verb === 'flushall', database }];
  if (judged === undefined || judged.kind === 'unknown')
    return [
      {
        kind: 'opaque',
        what: verb,
        why:
          judged === undefined
            ? 'Holdpoint does not know this command.'
            : 'What the script does is not known before it runs.',
      },
    ];
  if (serverWide.test(verb)) {
    // A value may be a secret: `CONFIG SET requirepass …`.
    const says = [verb, ...words.slice(0, /^(?:config|acl)$/.test(verb) ? 2 : 1)].join(' ').toUpperCase();
    const stops = verb === 'shutdown';
    return [{ kind: 'server', says, stops, saves: !words.some((word) => /^nosave$/i.test(word)) }];
  }
  const keys = manyKeys.has(verb)
    ? words
    : everySecond.has(verb)
      ? words.filter((_, index) => index % 2 === 0)
      : words.slice(0, 1);
  const whole =
    judged.kind === 'destroy' && (manyKeys.has(verb) || /^(?:getdel|json\.del|json\.forget|delex)$/.test(verb));
  return [{ kind: 'keys', verb, keys, whole, database }];
}

/** Lines of commands, by the client's own rules for quotes. */
export const redisLines = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(redisWords);

function redisWords(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
}

/** A word as the client reads it from a line. */
export const redisQuoted = (word: string): string =>
  `"${[...word].map((sign) => (sign < ' ' ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : sign.replace(/["\\]/, '\\$&'))).join('')}"`;
