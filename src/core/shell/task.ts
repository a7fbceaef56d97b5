/** What task runners have in common: what they are, and what a task's name alone can say. */
import { hole, type Invocation, shapeOf, type Word } from './invocation.ts';
import type { FileText } from './trace.ts';

/** What a runner needs to know of the place it runs in. */
export interface Look {
  /** Reads a file by a path relative to the directory it runs in. */
  readonly file: (path: string) => FileText;
  /** The value a variable has in its environment, where the line tells. */
  readonly variable: (name: string) => Word | undefined;
  /** What the runner reads on its standard input, where the line gives it. */
  readonly stdin: Word | undefined;
  /** Whether a text could have to do with infrastructure. */
  readonly smells: (text: string) => boolean;
}

/** What a runner would run. */
export type Task =
  /** A text for a shell, with holes where something is known only when it runs. */
  | {
      readonly kind: 'text';
      readonly as: string;
      readonly text: string;
      /** Relative to where the runner runs. */
      readonly directory?: string;
      readonly parameters?: readonly Word[];
      readonly word: Word;
    }
  /** A text in another language. */
  | { readonly kind: 'code'; readonly as: string; readonly text: string; readonly word: Word }
  | { readonly kind: 'unreadable'; readonly why: string; readonly word: Word };

export type Runner = (run: Invocation, look: Look) => readonly Task[];

/** The parts of a task's name that speak of a deployment: `deploy:prod`, `tfApply`, `db-drop`. */
const telling =
  /^(?:un|re)?(?:deploy(?:s|ed|ment|er)?|destroy|apply|prod|production|release|publish|rollback|rollout|promote|provision|deprovision|teardown|nuke|undeploy|terraform|tf|tofu|terragrunt|pulumi|cdk|k8s|kube|kubectl|helm|argocd|infra|infrastructure|staging|drop|migrate|purge|ship|cloudformation|ansible|ecs|eks|gke|aks|lambda|flyway|liquibase)$/;

/** Names that end here: nothing leaves the machine. */
const local =
  /^(?:local|locally|dry|dryrun|preview|plan|lint|test|tests|check|validate|fmt|format|docs?|notes|help|info|status|history)$/;

/** Whether a task's name speaks of a deployment. */
function tellsOfDeployment(name: string): boolean {
  if (!/^[\w:./@+-]+$/.test(name)) return false;
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.some((part) => telling.test(part)) && !parts.some((part) => local.test(part));
}

/** What a task that cannot be read comes to. */
export function unread(word: Word, why: string): readonly Task[] {
  if (shapeOf(word) !== hole && !tellsOfDeployment(word.value)) return [];
  return [{ kind: 'unreadable', word, why }];
}

/** The first of some files that is there. */
export function firstFile(
  look: Look,
  paths: readonly string[],
): { readonly path: string; readonly text: string } | undefined {
  for (const path of paths) {
    const found = look.file(path);
    if (found.kind === 'text') return { path, text: found.text.replaceAll('\r\n', '\n') };
    if (found.kind === 'refused') return undefined;
  }
  return undefined;
}

/** The same, in the directory or one of those above it. */
export function fileAbove(
  look: Look,
  directory: string,
  names: readonly string[],
): { readonly path: string; readonly text: string; readonly directory: string } | undefined {
  let place = directory;
  for (let depth = 0; depth < 6; depth += 1) {
    const found = firstFile(
      look,
      names.map((name) => `${place}/${name}`),
    );
    if (found !== undefined) return { ...found, directory: place };
    place = `${place}/..`;
  }
  return undefined;
}

/** A JSON file's value, comments and trailing commas allowed; undefined where it is none. */
export function jsonFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(
        text
          .replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith('"') ? part : ''))
          .replace(/,(\s*[}\]])/g, '$1'),
      );
    } catch {
      return undefined;
    }
  }
}
