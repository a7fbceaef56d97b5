/**
 * Commands that change a state and not what it stands for: `state rm`, `state mv`, `state push`, `state replace-provider`,
 * `import`, `taint`, `untaint`, `force-unlock`, `workspace delete`, `init -migrate-state`.
 *
 * They have no plan. What they touch is looked up in the state itself, by `state pull`: it reads the backend that the
 * configuration names, and a configuration may name a backend whose login runs a program, so a person lets it.
 * @see https://developer.hashicorp.com/terraform/cli/state
 */
import { canonical } from '../../base/json.ts';
import { normalize, resolvePath } from '../paths.ts';
import type { AskTool, ReadText } from './askTool.ts';
import { holdingOf } from './holdings.ts';
import type { Impact, Resource, Uninspectable } from './impact.ts';
import { unmarked } from './masking.ts';
import type { Answer, Probe } from './probe.ts';
import { withoutIndexes } from './references.ts';
import { belongsTo, readState, type State, type StateInstance } from './terraformState.ts';
import { type Verb, verbIn } from './terraformVerb.ts';
import { wholeImpact } from './whole.ts';

const limit = 30_000;

/** What one command does to a state that is known. */
type Surgeon = (verb: Verb, state: State, read: ReadText) => Impact;

const surgeons: ReadonlyMap<string, Surgeon> = new Map<string, Surgeon>([
  ['state rm', ({ words }, state) => each(words, state, (one) => forgotten(one, state, 'gives it up'))],
  ['state mv', moved],
  ['state push', pushed],
  ['state replace-provider', provided],
  ['import', imported],
  ['taint', ({ words }, state) => each(words, state, (one) => marked(one, state, true))],
  ['untaint', ({ words }, state) => each(words, state, (one) => marked(one, state, false))],
  ['workspace delete', emptied],
  ['env delete', emptied],
]);

const titles: ReadonlyMap<string, string> = new Map([
  ['state push', 'Compare the state that is pushed with the one that is there'],
  ['workspace delete', 'Look up what the workspace still holds'],
  ['env delete', 'Look up what the workspace still holds'],
]);

export const askTerraform: AskTool = (command, _effect, read) => {
  const verb = verbIn(command);
  if (verb === undefined) return [];
  const told = text(verb);
  const surgeon = surgeons.get(verb.name);
  const id = canonical(['terraform state', command.program, command.directory, command.args, command.env]);
  if (told !== undefined)
    return [{ id, kind: 'text', title: 'Read the command', limit: 0, steps: () => [], read: () => told }];
  // A state in another place than the backend cannot be pulled.
  if (surgeon === undefined || verb.flags.has('-state')) return [];
  const workspace = /^(?:workspace|env) delete$/.test(verb.name) ? verb.words[0] : undefined;
  const probe: Probe = {
    id,
    kind: 'project code',
    title: titles.get(verb.name) ?? 'Look up in the state what it touches',
    limit,
    steps: () => [
      {
        program: command.program,
        args: [...verb.global, 'state', 'pull'],
        cwd: command.directory,
        env: {
          ...command.env,
          ...(workspace === undefined ? {} : { TF_WORKSPACE: workspace }),
          TF_IN_AUTOMATION: '1',
          TF_INPUT: '0',
          CHECKPOINT_DISABLE: '1',
          NO_COLOR: '1',
        },
        good: [0],
        confidential: true,
      },
    ],
    read: (answers) => readSurgery(surgeon, { ...verb, input: command.input }, command.directory, answers, read),
  };
  return [probe];
};

function readSurgery(
  surgeon: Surgeon,
  verb: Verb,
  directory: string,
  answers: readonly Answer[],
  read: ReadText,
): Impact {
  try {
    const base = verb.chdir === undefined ? directory : (resolvePath(directory, verb.chdir) ?? directory);
    const inside: ReadText = (path) => read(normalize(resolvePath(base, path) ?? path));
    return surgeon(verb, readState(answers.at(-1)?.stdout ?? ''), inside);
  } catch {
    return wholeImpact([], [{ what: 'the state', why: 'It is not shaped like a state of Terraform.' }]);
  }
}

/** What a line says by itself, where the state says nothing more. */
function text(verb: Verb): Impact | undefined {
  if (verb.name === 'force-unlock')
    return wholeImpact(
      [],
      [
        {
          what: `the lock ${verb.words[0] ?? ''}`.trim(),
          why: 'Whether somebody is applying right now cannot be seen: two who write at once damage the state.',
        },
      ],
    );
  if (verb.name === 'init' && (verb.flags.has('-migrate-state') || verb.flags.has('-force-copy')))
    return wholeImpact(
      [
        {
          address: 'the state',
          provider: 'terraform',
          type: 'state',
          name: 'state',
          action: 'update',
          actions: ['update'],
          reason: `It is copied to the backend that the configuration names${verb.flags.has('-force-copy') ? ', without a question' : ''}; what is there already is overwritten.`,
          attributes: [],
          wayBack: { kind: 'effort', why: 'the old backend keeps its copy; what the new one held is gone' },
          dependents: [],
          provenance: 'text',
        },
      ],
      [{ what: 'the new backend', why: 'Whether it holds a state already cannot be seen.' }],
    );
  return undefined;
}

function each(words: readonly string[], state: State, make: (one: StateInstance) => Resource): Impact {
  const hit = state.instances.filter(({ address }) => words.some((word) => belongsTo(address, word)));
  const missing = words.filter((word) => !state.instances.some(({ address }) => belongsTo(address, word)));
  return wholeImpact(
    hit.map(make),
    [],
    missing.map((word) => `The state holds nothing by the address ${word}: the command would fail there.`),
  );
}

function resourceOf(
  { address, type, name, provider, id }: StateInstance,
  state: State,
  more: Pick<Resource, 'action' | 'actions' | 'wayBack'> & Partial<Resource>,
): Resource {
  const holding = holdingOf('terraform', type);
  return {
    address,
    provider: provider.split('/').at(-1) || (type.split('_')[0] ?? ''),
    type,
    name,
    ...(id === undefined || unmarked.text(id) !== id ? {} : { existing: id }),
    attributes: [],
    ...(holding === undefined ? {} : { holds: holding.holds }),
    dependents: (state.dependents.get(withoutIndexes(address)) ?? []).map((each) => ({ address: each, distance: 1 })),
    provenance: 'probe',
    ...more,
  };
}

const forgotten = (one: StateInstance, state: State, why: string): Resource =>
  resourceOf(one, state, {
    action: 'forget',
    actions: ['forget'],
    reason: `The command ${why}: it keeps running, and where the configuration still names it, the next apply creates another.`,
    wayBack: { kind: 'effort', why: 'it keeps running and has to be imported again' },
  });

const marked = (one: StateInstance, state: State, on: boolean): Resource =>
  resourceOf(one, state, {
    action: 'update',
    actions: ['update'],
    reason: on
      ? 'It is marked: the next apply deletes it and creates it again.'
      : 'Its mark is taken off: the next apply no longer replaces it.',
    wayBack: { kind: 'reversible', why: on ? 'untaint takes the mark off again' : 'taint marks it again' },
  });

function moved({ words, flags }: Verb, state: State): Impact {
  const [from = '', to = ''] = words;
  const taken = state.instances.some(({ address }) => belongsTo(address, to));
  const impact = each([from], state, (one) =>
    resourceOf(one, state, {
      address: `${to}${one.address.slice(from.length)}`,
      movedFrom: one.address,
      action: 'update',
      actions: ['no-op'],
      reason: 'Where the configuration does not name the new address, the next apply deletes it.',
      wayBack: { kind: 'reversible', why: 'it can be moved back' },
      ...(taken && !flags.has('-state-out') ? { refusedBecause: `the state already holds ${to}` } : {}),
    }),
  );
  const moves = impact.resources.map(({ movedFrom, address }) => `${movedFrom} → ${address}`);
  return {
    ...impact,
    remarks: [
      ...impact.remarks,
      ...(moves.length === 0 ? [] : [`${moves.slice(0, 3).join(', ')}: only the address in the state changes.`]),
      ...(flags.has('-state-out') ? ['It leaves this state for another file.'] : []),
    ],
  };
}

function imported({ words }: Verb, state: State): Impact {
  const [address = '', id = ''] = words;
  const [type = '', name = ''] = withoutIndexes(address).split('.').slice(-2);
  const known = state.instances.some((one) => one.address === address);
  const shown = unmarked.text(id.slice(0, 200));
  return wholeImpact(
    [
      resourceOf({ address, type, name, provider: '', id: shown }, state, {
        action: 'import',
        actions: ['import'],
        reason: `What exists as ${shown} is taken into the state; where the configuration says otherwise, the next apply changes it.`,
        wayBack: { kind: 'reversible', why: 'it can be taken out of the state again' },
        dependents: [],
        ...(known ? { refusedBecause: `the state already holds ${address}` } : {}),
      }),
    ],
    [],
  );
}

function emptied({ words, flags }: Verb, state: State): Impact {
  const forced = flags.has('-force');
  return wholeImpact(
    state.instances.map((one) => ({
      ...forgotten(one, state, 'deletes the workspace that tracks it'),
      ...(forced ? {} : { refusedBecause: 'the workspace still tracks resources' }),
    })),
    [],
    [
      state.instances.length === 0
        ? `The workspace ${words[0] ?? ''} holds nothing.`
        : forced
          ? 'With -force nobody tracks any more what goes on running.'
          : 'A workspace that still tracks something is deleted only with -force.',
    ],
  );
}

function provided({ words }: Verb, state: State): Impact {
  const [from = '', to = ''] = words.map(fullSource);
  const hit = state.instances.filter(({ provider }) => provider === from);
  return wholeImpact(
    hit.map((one) =>
      resourceOf(one, state, {
        action: 'update',
        actions: ['update'],
        reason: `Another provider takes care of it: ${to}.`,
        wayBack: { kind: 'effort', why: 'it can be given back, as long as the other one has not changed it' },
        dependents: [],
      }),
    ),
    [],
    hit.length === 0 ? [`Nothing in the state belongs to ${from}.`] : [],
  );
}

/** `hashicorp/aws` → `registry.terraform.io/hashicorp/aws`. */
const fullSource = (source: string): string =>
  source.split('/').length === 2 ? `registry.terraform.io/${source}` : source;

function pushed(verb: Verb, state: State, read: ReadText): Impact {
  const [file = ''] = verb.words;
  const given = file === '-' ? verb.input : read(file);
  const unread = (why: string): readonly Uninspectable[] => [{ what: file === '-' ? 'its input' : file, why }];
  if (given === undefined) return wholeImpact([], unread('The state that is pushed cannot be read.'));
  let next: State;
  try {
    next = readState(given);
  } catch {
    return wholeImpact([], unread('It is not shaped like a state of Terraform.'));
  }
  const now = new Map(state.instances.map((one) => [one.address, one]));
  const then = new Map(next.instances.map((one) => [one.address, one]));
  const foreign = state.lineage !== '' && next.lineage !== state.lineage;
  const older = next.serial <= state.serial && state.lineage !== '';
  const forced = verb.flags.has('-force');
  const refused =
    !forced && (foreign || older)
      ? { refusedBecause: foreign ? 'it is the state of something else' : 'it is older than the one that is there' }
      : {};
  return wholeImpact(
    [
      ...state.instances
        .filter(({ address }) => !then.has(address))
        .map((one) => ({ ...forgotten(one, state, 'leaves it out of the new state'), ...refused })),
      ...next.instances.flatMap((one): readonly Resource[] => {
        const before = now.get(one.address);
        if (before !== undefined && before.id === one.id) return [];
        return [
          resourceOf(one, next, {
            action: before === undefined ? 'import' : 'update',
            actions: [before === undefined ? 'import' : 'update'],
            reason:
              before === undefined
                ? 'The new state says that it exists.'
                : 'The new state says that something else stands at this address.',
            wayBack: { kind: 'effort', why: 'only with the state that is there now' },
            dependents: [],
            ...refused,
          }),
        ];
      }),
    ],
    [],
    [
      `The whole state is replaced: ${state.instances.length} resources now, ${next.instances.length} afterwards.`,
      ...(foreign ? ['It comes from another lineage: it is the state of something else.'] : []),
      ...(older && !foreign
        ? [`Its serial is ${next.serial}, that of the state there ${state.serial}: it is older.`]
        : []),
    ],
  );
}
