/**
 * What is started for a granted step: the very command, or the apply of the plan that was shown, with plans and scripts
 * taken from private copies.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Fact } from '../core/hold/facts.ts';
import { resolvePath } from '../core/paths.ts';
import type { GrantedRun } from '../protocol/grant.ts';

export type Prepared =
  | { readonly kind: 'ready'; readonly argv: readonly string[]; readonly env: Environment; readonly plan: boolean }
  /** In a few words. */
  | { readonly kind: 'differs'; readonly what: string };

type Environment = Readonly<Record<string, string | undefined>>;

const terraform = /(?:^|\/)(?:terraform|tofu|opentofu)$/;
const shell = /(?:^|\/)(?:ba|da|k|z)?sh$/;

/** `folder`: private, and removed afterwards. */
export function prepare(run: GrantedRun, cwd: string, env: Environment, folder: string): Prepared {
  const { argv, plan, facts } = run;
  const [name = ''] = argv;
  if (terraform.test(name)) {
    if (plan !== undefined) {
      const copy = copied(plan.file, plan.sha256, folder);
      return copy === undefined
        ? { kind: 'differs', what: 'the plan that was shown' }
        : { kind: 'ready', argv: applyOf(argv, copy), env: withoutArguments(env), plan: true };
    }
    const at = savedPlanAt(argv);
    return at === undefined ? { kind: 'ready', argv, env, plan: false } : fromCopy(at, terraformDirectory(argv, cwd));
  }
  const at = shell.test(name) ? argv.findIndex((word, index) => index > 0 && !word.startsWith('-')) : -1;
  return at < 0 ? { kind: 'ready', argv, env, plan: false } : fromCopy(at, cwd);

  /** The command with a private copy in place of the file that one of its words names. */
  function fromCopy(at: number, base: string): Prepared {
    const path = resolvePath(base, argv[at] ?? '') ?? '';
    const sha256 = hashIn(facts, path);
    const isPlan = terraform.test(name);
    // A folder, or nothing that was looked at: the tool says itself what is wrong with it.
    if (sha256 === undefined) return { kind: 'ready', argv, env, plan: false };
    const copy = copied(path, sha256, folder);
    if (copy === undefined) return { kind: 'differs', what: path };
    // A script that asks where it lies would look for its neighbours beside the copy.
    if (!isPlan && asksWhereItLies.test(readFileSync(copy, 'utf8'))) return { kind: 'ready', argv, env, plan: false };
    return { kind: 'ready', argv: argv.map((word, index) => (index === at ? copy : word)), env, plan: isPlan };
  }
}

const asksWhereItLies = /\$\{?(?:0|BASH_SOURCE|_)\b|\$\{\(%\)|\bFUNCNAME\b/;

/** The bytes that were looked at, at a path of our own; undefined when they are others. */
function copied(from: string, sha256: string, folder: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(from);
  } catch {
    return undefined;
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) return undefined;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, basename(from));
  writeFileSync(copy, bytes, { mode: 0o600, flag: 'wx' });
  return copy;
}

/** What the facts say of the bytes at a path. */
const hashIn = (facts: readonly Fact[], path: string): string | undefined =>
  facts
    .flatMap(({ about, is }) => (about.kind === 'file' && about.path === path ? [is.split('\n')[1] ?? ''] : []))
    .find((hash) => /^[\da-f]{64}$/.test(hash));

/** Options of `apply` that do not shape the plan. */
const keeps =
  /^--?(?:lock|lock-timeout|parallelism|no-color|compact-warnings|json|show-sensitive|state|state-out|backup|concise|deprecation)(?:=|$)/;
const keepsValue = /^--?(?:lock-timeout|parallelism|state|state-out|backup|deprecation)$/;

/** `terraform -chdir=x destroy -auto-approve -var a=b -no-color` → `terraform -chdir=x apply -input=false -no-color PLAN`. */
function applyOf(argv: readonly string[], plan: string): readonly string[] {
  const [name = '', ...words] = argv;
  const verb = words.findIndex((word) => !word.startsWith('-'));
  const kept = words.slice(verb + 1).flatMap((word, index, all) => {
    if (!keeps.test(word)) return [];
    return keepsValue.test(word) ? [word, all[index + 1] ?? ''] : [word];
  });
  return [name, ...words.slice(0, verb), 'apply', '-input=false', ...kept, plan];
}

/** They would add words that no saved plan takes. */
function withoutArguments(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^TF_CLI_ARGS(?:_apply|_destroy)?$/.test(name)));
}

/** The word of `apply` that names a saved plan. */
function savedPlanAt(argv: readonly string[]): number | undefined {
  const verb = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  if (argv[verb] !== 'apply') return undefined;
  const last = argv.length - 1;
  return last > verb && !argv[last]?.startsWith('-') ? last : undefined;
}

function terraformDirectory(argv: readonly string[], cwd: string): string {
  const moved = argv.find((word) => /^--?chdir=/.test(word));
  return (moved === undefined ? cwd : resolvePath(cwd, moved.slice(moved.indexOf('=') + 1))) ?? cwd;
}
