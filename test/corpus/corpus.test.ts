/** Every pair of the corpus is told apart, and the corpus leaves no known program out. */
import { describe, expect, test } from 'vitest';
import { infrastructurePrograms } from '../../src/core/analyzers/index.ts';
import { decisionOn, families, type Pair, pairsOf } from '../support/corpus.ts';

const corpus = families.map((family) => ({ family, pairs: pairsOf(family) }));
const pairs = corpus.flatMap((each) => each.pairs);
const place = ({ family, number }: Pair): string => `${family}.jsonl:${number}`;

for (const { family, pairs } of corpus) {
  describe(family, () => {
    for (const pair of pairs) {
      test(`${pair.number} holds ${pair.hold.title}`, () => expect(decisionOn(pair, pair.hold)).toBe('hold'));
      test(`${pair.number} passes ${pair.pass.title}`, () => expect(decisionOn(pair, pair.pass)).toBe('allow'));
    }
  });
}

describe('the corpus itself', () => {
  test('nothing stands in it twice', () => {
    const seen = new Map<string, string>();
    const twice = pairs.flatMap((pair) => {
      const key = JSON.stringify([pair.hold.action, pair.env, pair.files, pair.prior]);
      const first = seen.get(key);
      seen.set(key, place(pair));
      return first === undefined ? [] : [`${place(pair)} repeats ${first}`];
    });
    expect(twice).toEqual([]);
  });

  test('a look-alike looks alike: it shares a word with what is held', () => {
    const words = ({ title }: Pair['hold']) => title.toLowerCase().match(/[\p{L}\d]{2,}/gu) ?? [];
    const strangers = pairs.filter(({ hold, pass }) => {
      const own = new Set(words(hold));
      return !words(pass).some((word) => own.has(word));
    });
    expect(strangers.map((pair) => `${place(pair)} ${pair.pass.title}`)).toEqual([]);
  });

  test('every program that an analyzer knows is held somewhere', () => {
    const said = new Set(
      pairs.flatMap(({ hold }) => hold.title.toLowerCase().match(/[\w.+-]+/g) ?? []).map(withoutEnding),
    );
    const missing = infrastructurePrograms.map(withoutEnding).filter((program) => !said.has(program));
    expect([...new Set(missing)].sort()).toEqual(onlyLook);
  });
});

/** Kafka's scripts have the same name with and without it. */
const withoutEnding = (program: string): string => program.replace(/\.sh$/, '');

/** Programs that have nothing to hold, in the order of the alphabet. */
const onlyLook: readonly string[] = [
  'arangodump',
  'arangoexport',
  'cbexport',
  'expdp',
  'kafka-avro-console-consumer',
  'kafka-broker-api-versions',
  'kafka-console-consumer',
  'kafka-console-share-consumer',
  'kafka-consumer-perf-test',
  'kafka-dump-log',
  'kafka-get-offsets',
  'kafka-jmx',
  'kafka-log-dirs',
  'kafka-metadata-shell',
  'kafka-replica-verification',
  'mariadb-binlog',
  'mariadb-dump',
  'mariadb-show',
  'mongoexport',
  'mongostat',
  'mongotop',
  'mysqlbinlog',
  'mysqlhotcopy',
  'mysqlpump',
  'mysqlshow',
  'pg_amcheck',
  'pg_basebackup',
  'pg_dumpall',
  'pg_isready',
  'rabbitmq-diagnostics',
];
