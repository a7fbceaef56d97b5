/**
 * What commands for Redis or Valkey would take, by the server they are meant for. It is asked for what it tells about
 * itself, and for the keys that are named; never for all keys.
 * @see https://redis.io/docs/latest/commands/info/ https://redis.io/docs/latest/develop/tools/cli/
 */
import { canonical } from '../../base/json.ts';
import { redisValues } from '../analyzers/redis.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import { isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { readOptions } from '../shell/options.ts';
import { readRedis, redisLines, redisQuoted } from './redisCommands.ts';
import { impactOfRedis, impactOfScan, mostKeys } from './redisImpact.ts';
import { withheld } from './sqlSession.ts';

const limit = 15_000;
/** Rounds of a scan, each of ten thousand keys. */
const mostScans = 18;

const cursorOf = (answer: Answer | undefined): string | undefined => /^\d+(?=\r?\n|$)/.exec(answer?.stdout ?? '')?.[0];

const connecting = /^(?:-[hpstc46]|--(?:user|tls|insecure|sni|tls-ciphers|tls-ciphersuites))$/;
const bringing = /^--(?:cacert|cacertdir|cert|key)$/;

export const askRedis: AskTool = (command, effect) => {
  if (!/(?:^|\/)(?:redis|valkey|keydb)-cli$/.test(command.program)) return [];
  const { options, words } = readOptions(literals(command.args), { values: redisValues, clusters: false, stops: true });
  const connection: string[] = [];
  let password: string | undefined;
  let database = 0;
  let host: string | undefined;
  let plain = isPlain(command);
  let pattern: string | undefined;
  let scans = false;
  for (const { name, value } of options) {
    const given = value?.value ?? '';
    if (name === '-a' || name === '--pass') password = given;
    else if (name === '-n') database = Number(given);
    else if (name === '--scan') scans = true;
    else if (name === '--pattern') pattern = given;
    else if (name === '-u') {
      const [, scheme = '', user = '', secret, place = ''] =
        /^([a-z]+:\/\/)(?:([^@/:]*)(?::([^@/]*))?@)?(.*)$/i.exec(given) ?? [];
      // What stands alone before the host is the password.
      password = secret === undefined && user !== '' ? user : (secret ?? password);
      if (secret !== undefined && user !== '') connection.push('--user', user);
      database = Number(/\/(\d+)$/.exec(place)?.[1] ?? database);
      host = /^[^/:]*/.exec(place)?.[0];
      connection.push('-u', `${scheme}${place.replace(/\/\d*$/, '')}`);
    } else if (connecting.test(name) || bringing.test(name)) {
      connection.push(name, ...(value === undefined ? [] : [given]));
      if (name === '-h') host = given;
      plain &&= !bringing.test(name);
    } else if (
      !/^(?:-[2-3]|--raw|--no-raw|--json|--quoted-json|--csv|--no-auth-warning|--verbose|-e|--askpass)$/.test(name)
    )
      return [];
  }
  if (scans && !/^(?:del|unlink)$/.test(effect.operation)) return [];
  const commands = scans ? [] : words.length > 0 ? [words.map(({ value }) => value)] : redisLines(command.input ?? '');
  const acts = readRedis(commands, database);
  if (acts.length === 0 && !scans) return [];
  const env = {
    ...withheld(host, 'REDISCLI_AUTH'),
    ...command.env,
    ...(password === undefined ? {} : { REDISCLI_AUTH: password }),
  };
  const step = (more: Pick<ProbeStep, 'args'> & Partial<ProbeStep>): ProbeStep => ({
    program: command.program,
    cwd: command.directory,
    env,
    good: [0],
    confidential: false,
    ...more,
  });
  const asked = acts.flatMap((act) =>
    act.kind === 'keys' ? act.keys.map((key) => ({ key, database: act.database })) : [],
  );
  const lines = asked.slice(0, mostKeys).flatMap(({ key, database: number }, index) => {
    const quoted = redisQuoted(key);
    return [
      `ECHO "holdpoint ${index}"`,
      `SELECT ${number}`,
      `TYPE ${quoted}`,
      `PTTL ${quoted}`,
      `MEMORY USAGE ${quoted}`,
    ];
  });
  const scan = (cursor: string): ProbeStep =>
    step({
      args: [
        ...connection,
        ...['-n', String(database), '--raw', 'SCAN', cursor],
        ...(pattern === undefined ? [] : ['MATCH', pattern]),
        ...['COUNT', '10000'],
      ],
      // Keys may be secrets: those of sessions are.
      confidential: true,
    });
  if (scans)
    return [
      {
        id: canonical(['redis scan', command.program, connection, database, pattern ?? null]),
        kind: plain ? 'network' : 'project code',
        title: 'Count the keys that the scan finds',
        limit,
        steps: () => [step({ args: [...connection, 'INFO'] }), scan('0')],
        more: (answers) => {
          const cursor = cursorOf(answers.at(-1));
          return answers.length > mostScans || cursor === undefined || cursor === '0' ? [] : [scan(cursor)];
        },
        read: ([info, ...found]) =>
          impactOfScan({
            info: info?.stdout ?? '',
            keys: new Set(found.flatMap(({ stdout }) => stdout.trimEnd().split('\n').slice(1))).size,
            whole: cursorOf(found.at(-1)) === '0',
            pattern: pattern ?? '*',
            database,
          }),
      },
    ];
  return [
    {
      id: canonical(['redis', command.program, connection, database, commands]),
      kind: plain ? 'network' : 'project code',
      title: 'Ask the server what the commands would take',
      limit,
      steps: () => [
        step({ args: [...connection, 'INFO'] }),
        ...(lines.length === 0
          ? []
          : [step({ args: connection, input: `${lines.join('\n')}\n`, showsInput: true, optional: true })]),
      ],
      read: ([info, keys]: readonly Answer[]) =>
        impactOfRedis({ acts, info: info?.stdout ?? '', keys: keys?.stdout ?? '', asked }),
    },
  ];
};
