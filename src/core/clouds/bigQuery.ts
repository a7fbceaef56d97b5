/**
 * What `bq rm` would delete, by what `bq show` says of it.
 * @see https://cloud.google.com/bigquery/docs/reference/bq-cli-reference
 */
import { jsonOf } from '../impact/answers.ts';
import type { Probe, ProbeStep } from '../impact/probe.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { lastOption, names } from '../shell/options.ts';
import { common, impactOf, lineOf, mostListed, mostNames, step, written } from './gcloud.ts';
import { nodeOf } from './gone.ts';

/** `bq rm -r -f dataset`, `bq rm -t dataset.table`. */
export function askBq(command: CommandSubject): readonly Probe[] {
  const line = lineOf(command);
  const [verb, ...targets] = line.words;
  if (
    verb !== 'rm' ||
    targets.length === 0 ||
    lastOption(line.options, '-m', '--model', '--routine', '--transfer_config') !== undefined
  )
    return [];
  const globals = written(line.options, names('--project_id --location'));
  const wanted = targets.slice(0, mostNames).map((name) => ({
    name,
    table:
      /[.][^.:]+$/.test(name.replace(/^[\w.-]+:/, '')) && lastOption(line.options, '-d', '--dataset') === undefined,
  }));
  const bq = (...args: readonly string[]): ProbeStep => ({
    ...step(line, []),
    args: [...globals, '--headless', '--format=json', ...args],
  });
  return [
    {
      ...common(line, 'Show what would be removed'),
      steps: () =>
        wanted.flatMap(({ name, table }) => [
          bq('show', name),
          ...(table ? [] : [bq('ls', `--max_results=${mostListed}`, name)]),
        ]),
      read(answers) {
        let at = 0;
        const found = wanted.map(({ name, table }) => {
          const [own, listed] = answers.slice(at, at + (table ? 1 : 2));
          at += table ? 1 : 2;
          return { name, table, own, listed: table ? undefined : jsonOf(listed) };
        });
        const whole = impactOf(
          found.map(({ name, table, own }) => ({
            thing: {
              provider: 'google',
              type: table ? 'google_bigquery_table' : 'google_bigquery_dataset',
              name,
              described: nodeOf(own),
            },
            own,
          })),
          [],
          targets.slice(mostNames),
        );
        const resources = whole.resources.map((resource, index) => {
          const list = found[index]?.listed;
          return Array.isArray(list)
            ? { ...resource, size: { count: list.length, unit: 'tables', atLeast: list.length >= mostListed } }
            : resource;
        });
        return wholeImpact(resources, whole.uninspectable, whole.remarks);
      },
    },
  ];
}
