/** A call and what was found out about it → the facts a policy is held against. */
import { foldersOf } from '../effect.ts';
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

/** Where a repository's policy looks from. */
type Viewpoint = Pick<Gathered, 'root' | 'branch'>;

/** Facts as one repository sees them. */
export const factsOf = (
  call: ToolCall,
  understanding: Pick<Understanding, 'effects' | 'inputs'>,
  { root, branch, ...known }: Gathered,
): Facts => factsFrom(call, understanding, known)({ root, branch });

/**
 * Facts as each repository sees them; what is the same for all of them is looked up once. Pure: files are read through
 * what is handed in.
 */
export function factsFrom(
  call: ToolCall,
  understanding: Pick<Understanding, 'effects' | 'inputs'>,
  { home, read, impact, person, signals, counts, at }: Omit<Gathered, keyof Viewpoint>,
): (from: Viewpoint) => Facts {
  const actions = understanding.effects.map((effect): Omit<ActionFacts, 'files'> => {
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
    return { effect, signs: own };
  });
  const mcpServer = call.action.kind === 'mcp' ? call.action.server : undefined;
  const everywhere = { impact, agent: call.agent, person, mcpServer, signals, counts, at };
  const touched = filesOf(call, understanding);
  return ({ root, branch }) => {
    const files = [...new Set(touched.map((path) => seenFrom(root, path)))];
    const paths = files.map((path): Sign => ({ kind: 'paths', value: path, evidence: `\`${path}\`` }));
    const branches: readonly Sign[] =
      branch === undefined ? [] : [{ kind: 'branches', value: branch, evidence: `branch \`${branch}\`` }];
    return {
      ...everywhere,
      branch,
      actions: actions.map(({ effect, signs }) => ({ effect, files, signs: [...signs, ...branches, ...paths] })),
    };
  };
}

const isPolicyKind = (kind: string): kind is SignKind => signKinds.some((known) => known === kind);

/** The directory, what is edited and what was read. */
function filesOf(
  { cwd, action }: ToolCall,
  { inputs, effects }: Pick<Understanding, 'effects' | 'inputs'>,
): readonly string[] {
  const edited = action.kind === 'edit' ? action.edits.map(({ path }) => path) : [];
  const all = [
    cwd,
    ...edited,
    ...foldersOf(effects),
    ...inputs.filter(({ kind }) => kind !== 'absent').map(({ path }) => path),
  ];
  return [...new Set(all.map((path) => path.replaceAll('\\', '/')))];
}

/** As seen from the repository; what lies outside by its whole path. */
const seenFrom = (root: string, path: string): string =>
  path === root ? '.' : isWithin(path, root) ? path.slice(root.length).replace(/^\/+/, '') : path;
