/** What `npm run bench` measures of policies: one call against many rules, with the impact of a large plan. */
import { destroy } from '../../src/core/effect.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import { evaluate } from '../../src/core/policy/evaluate.ts';
import type { Facts } from '../../src/core/policy/facts.ts';
import { parsePolicy } from '../../src/core/policy/parse.ts';
import { lookAt } from '../../src/language/infrastructure.ts';
import { diagnose } from '../../src/language/lints.ts';
import { folds, lenses } from '../../src/language/outline.ts';
import { noVocabulary } from '../../src/language/vocabulary.ts';
import { planOf } from './impactBench.ts';
import { type LongFile, longFiles, longPolicy } from './longFiles.ts';

export interface PolicyFigures {
  readonly rules: number;
  readonly resources: number;
  /** Milliseconds from text to policy. */
  readonly parsed: number;
  /** Milliseconds to decide one call, the median of many. */
  readonly took: number;
}

const conditions = [
  'environment: production, effect: [destroy, change], data: true',
  'types: ["aws_iam_*", "google_*_iam_*"], effect: destroy',
  'any: [{ tool: terraform, operation: "destroy*" }, { target: "envs/prod/**" }]',
  'not: { environment: sandbox }, resources-over: 500',
  'during: { days: [sat, sun], timezone: Europe/Berlin }, reversible: false',
];

export interface EditFigures {
  readonly file: string;
  readonly lines: number;
  /** Milliseconds until an edit of one line is told, the median of many. */
  readonly took: number;
}

/** What the language server does after each edit of a file of 5,000 lines. */
export function measureEdits(turns = 25): readonly EditFigures[] {
  const vocabulary = { ...noVocabulary, now: Date.UTC(2026, 10, 24), files: ['envs/prod/main.tf'] };
  const policy = (text: string) => {
    diagnose(text, vocabulary);
    lenses(text, vocabulary);
    folds(text);
  };
  const timed = ({ name: file, text, typed }: LongFile, tell: (after: string) => void): EditFigures => {
    const times = Array.from({ length: turns }, (_, turn) => {
      const after = typed(turn);
      const start = performance.now();
      tell(after);
      return performance.now() - start;
    });
    times.sort((a, b) => a - b);
    return { file, lines: text.split('\n').length - 1, took: times[Math.floor(turns / 2)] ?? 0 };
  };
  return [
    timed(longPolicy, policy),
    ...longFiles.map((file) =>
      timed(file, (after) => lookAt({ path: file.path, before: file.text, after }, '/project')),
    ),
  ];
}

export function measurePolicies(rules = 500, resources = 1_000): PolicyFigures {
  const lines = Array.from(
    { length: rules },
    (_, index) =>
      `  - { name: rule ${index}, when: { ${conditions[index % conditions.length]}, target: "*${index}*" }, then: hold }`,
  );
  const text = `version: 1\nenvironments:\n  sandbox: { contexts: ["kind-*"], paths: ["envs/dev/**"] }\nrules:\n${lines.join('\n')}\n`;
  const began = performance.now();
  const { policy, problems } = parsePolicy(text);
  const parsed = performance.now() - began;
  if (policy === undefined) throw new Error(problems[0]?.message);
  const facts: Facts = {
    actions: [
      {
        effect: destroy({ tool: 'terraform', operation: 'destroy', target: 'envs/prod' }),
        files: ['envs/prod', 'envs/prod/main.tf'],
        signs: [{ kind: 'workspaces', value: 'prod', evidence: 'workspace `prod`' }],
      },
    ],
    impact: readTerraformPlan(planOf(resources)),
    agent: 'claude-code',
    person: 'ada@example.com',
    branch: 'main',
    mcpServer: undefined,
    signals: [],
    counts: { holdsInHour: 0, destroysInSession: 0 },
    at: Date.UTC(2026, 10, 24),
  };
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now();
    evaluate([{ layer: 'workspace', policy }], facts);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  return { rules, resources, parsed, took: times[100] ?? 0 };
}
