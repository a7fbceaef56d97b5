/** A call and what was found out about it → the facts a policy is held against. */
import type { Impact } from '../impact/impact.ts';
import { isWithin } from '../paths.ts';
import type { ToolCall } from '../toolCall.ts';
import type { ReadFile, Understanding } from '../understand.ts';
import { bringsConfiguration } from './claims.ts';
import { environmentOf, spelled } from './environment.ts';
import type { ActionFacts, Facts, Sign } from './facts.ts';
import { type SignKind, signKinds } from './shape.ts';

/** What is known beside the call itself. */
export interface Gathered extends Pick<Facts, 'person' | 'branch' | 'signals' | 'counts' | 'at'> {
  readonly impact: Impact | undefined;
  /** Absolute, without symbolic links: the top folder of the repository, or the workspace's. */
  readonly root: string;
  readonly home: string;
  /** Reads small files of configuration, to tell where an action lies. */
  readonly read: ReadFile;
}

/** Pure: files are read through what is handed in. */
export function factsOf(
  call: ToolCall,
  understanding: Pick<Understanding, 'effects' | 'inputs'>,
  known: Gathered,
): Facts {
  const { root, home, read, impact, person, branch, signals, counts, at } = known;
  const files = filesOf(call, understanding, root);
  const paths = files.map((path): Sign => ({ kind: 'paths', value: path, evidence: `\`${path}\`` }));
  const branches: readonly Sign[] =
    branch === undefined ? [] : [{ kind: 'branches', value: branch, evidence: `branch \`${branch}\`` }];
  const actions = understanding.effects.map((effect): ActionFacts => {
    const { signs } = environmentOf({
      call,
      effects: [effect],
      home,
      read,
      ...(impact === undefined ? {} : { impact }),
    });
    const claimed = bringsConfiguration(effect) ? ({ claimed: true } as const) : {};
    const own = signs.flatMap(({ kind, ...sign }): readonly Sign[] =>
      isPolicyKind(kind) && kind !== 'paths' && kind !== 'branches'
        ? [{ kind, value: sign.value, evidence: spelled({ kind, ...sign }), ...claimed }]
        : [],
    );
    return { effect, files, signs: [...own, ...branches, ...paths] };
  });
  const server = call.action.kind === 'mcp' ? call.action.server : undefined;
  return { actions, impact, agent: call.agent, person, branch, mcpServer: server, signals, counts, at };
}

const isPolicyKind = (kind: string): kind is SignKind => signKinds.some((known) => known === kind);

/** The directory, what is edited and what was read, as seen from the repository; what lies outside by its whole path. */
function filesOf(
  { cwd, action }: ToolCall,
  { inputs, effects }: Pick<Understanding, 'effects' | 'inputs'>,
  root: string,
): readonly string[] {
  const edited = action.kind === 'edit' ? action.edits.map(({ path }) => path) : [];
  const worked = effects.flatMap(({ subject }) => (subject === undefined ? [] : [subject.directory]));
  const all = [cwd, ...edited, ...worked, ...inputs.filter(({ kind }) => kind !== 'absent').map(({ path }) => path)];
  return [...new Set(all.map((path) => seenFrom(root, path.replaceAll('\\', '/'))))];
}

const seenFrom = (root: string, path: string): string =>
  path === root ? '.' : isWithin(path, root) ? path.slice(root.length).replace(/^\/+/, '') : path;
