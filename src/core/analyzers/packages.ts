/**
 * What publishes: package managers and release tools, as far as others get what they send.
 * https://docs.npmjs.com/cli/commands/npm-publish · https://yarnpkg.com/cli/npm/publish · https://pnpm.io/cli/publish · https://bun.sh/docs/cli/publish
 * https://twine.readthedocs.io · https://doc.rust-lang.org/cargo/commands/cargo-publish.html · https://guides.rubygems.org/command-reference/
 *
 * Handles `npm publish`, `npm unpublish a@1`, `npm deprecate`, `npm dist-tag add`, `npm access`, `npm token create`,
 * `yarn npm publish`, `pnpm -r publish`, `bun publish`, `twine upload dist/*`, `poetry publish`, `uv publish`,
 * `cargo publish|yank|owner`, `gem push|yank`, `mvn deploy`, `gradle publish`, `dotnet nuget push`, `goreleaser release`,
 * `npx semantic-release`, `lerna publish`, `changeset publish`, `vsce publish`, `python setup.py upload`.
 *
 * The line: installing, building, testing and packing pass in silence, and so does `--dry-run`. Only what is listed here
 * is held: every other command of these tools is ordinary work, or is read as what it starts.
 */
import { change, destroy, type Effect } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, spansOf, targetOf } from './analyzer.ts';

interface Tool {
  /** Options in front of the command that take a value. */
  readonly values?: string;
  readonly change?: string;
  readonly destroy?: string;
  /** What makes a rehearsal of it. */
  readonly dry?: RegExp;
  /** Commands that only look, though their first word is above. */
  readonly looks?: string;
  /** What counts without any command. */
  readonly bare?: true;
  /** The command is any of its words, as with build tools that take several. */
  readonly anywhere?: true;
}

const dryRun = /^--dry-?run$/;

const npm: Tool = {
  values: '-w --workspace --prefix -C --dir --filter -F --registry --cwd --userconfig --tag --access --otp --loglevel',
  change:
    'publish, deprecate, undeprecate, dist-tag add, dist-tag set, dist-tags add, owner add, owner rm, owner remove, author add, access set, access grant, access revoke, access public, access restricted, token create, token revoke, team create, team add, team rm, team destroy, org set, org rm, profile set, profile enable-2fa, profile disable-2fa, hook add, hook rm, hook update, stage publish, trust add, npm publish, npm tag add, npm deprecate',
  destroy: 'unpublish, dist-tag rm, dist-tag remove, dist-tags rm, npm unpublish, npm tag remove',
  dry: dryRun,
};

/** Build tools name what to do as tasks, of which any may publish. */
const tasks = (change: string): Tool => ({
  change,
  anywhere: true,
  dry: /^(?:-m|--dry-run|-n)$/,
  values: '-P -D -I -b -c -f -g -p -x --tests --init-script --project-dir --build-file',
});

const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ...['npm', 'pnpm', 'yarn', 'bun', 'yarnpkg', 'cnpm'].map((name) => [name, npm] as const),
  ['lerna', { change: 'publish' }],
  ['changeset', { change: 'publish' }],
  ['beachball', { change: 'publish, sync' }],
  ['semantic-release', { bare: true, dry: /^(?:-d|--dry-run)$/ }],
  ['release-it', { bare: true, dry: /^(?:-d|--dry-run|--release-version|--changelog)$/ }],
  ['np', { bare: true, dry: /^--preview$/ }],
  ['jsr', { change: 'publish', dry: dryRun }],
  ['deno', { change: 'publish, deploy', dry: dryRun }],
  ['vsce', { values: '-p --pat', change: 'publish', destroy: 'unpublish' }],
  ['ovsx', { values: '-p --pat -r --registryUrl', change: 'publish, create-namespace' }],
  ['web-ext', { change: 'sign' }],
  [
    'code-push',
    { change: 'release, release-react, promote, patch, rollback', destroy: 'app rm, deployment rm, deployment clear' },
  ],
  [
    'appcenter',
    {
      change:
        'codepush release, codepush release-react, codepush promote, codepush rollback, distribute release, distribute stores',
    },
  ],
  ['xcrun', { change: 'altool, notarytool submit', dry: /^--(?:validate-app|list-\w+|notarization-\w+)$/ }],
  ['twine', { change: 'upload, register' }],
  ...['poetry', 'flit', 'hatch', 'pdm', 'uv', 'maturin', 'rye', 'pixi'].map(
    (name) => [name, { change: 'publish, upload', dry: dryRun, values: '--directory --project -C -P' }] as const,
  ),
  [
    'cargo',
    {
      values: '--manifest-path --color --config -Z -C',
      change: 'publish, owner, workspaces publish, release',
      destroy: 'yank',
      dry: dryRun,
      looks: 'owner --list',
    },
  ],
  ['cargo-release', { bare: true }],
  ['wasm-pack', { change: 'publish' }],
  ['gem', { change: 'push, owner', destroy: 'yank' }],
  ['rake', tasks('release, release:rubygem_push')],
  [
    'mvn',
    tasks(
      'deploy, release:perform, release:prepare, deploy:deploy, deploy:deploy-file, nexus-staging:release, jib:build, spring-boot:build-image -Dspring-boot.build-image.publish=true, wagon:upload, site-deploy, site:deploy, central-publishing:publish',
    ),
  ],
  [
    'mvnw',
    tasks(
      'deploy, release:perform, release:prepare, deploy:deploy, nexus-staging:release, jib:build, site-deploy, site:deploy',
    ),
  ],
  ...['gradle', 'gradlew'].map(
    (name) =>
      [
        name,
        tasks(
          'publish, uploadArchives, bintrayUpload, publishPlugins, jib, dockerPush, publishToSonatype, closeAndReleaseRepository, appengineDeploy, publishAllPublicationsToMavenRepository, publishToMavenCentral, publishAndReleaseToMavenCentral',
        ),
      ] as const,
  ),
  ['sbt', tasks('publish, publishSigned, sonatypeRelease, sonatypeBundleRelease, release')],
  ['mill', tasks('publish')],
  ['dotnet', { change: 'nuget push', destroy: 'nuget delete' }],
  ['nuget', { change: 'push', destroy: 'delete' }],
  ['mix', { change: 'hex.publish, hex.owner, hex.retire' }],
  ['rebar3', { change: 'hex publish, hex.publish' }],
  ['dart', { change: 'pub publish, pub lish, pub uploader', dry: /^(?:-n|--dry-run)$/ }],
  ['flutter', { change: 'pub publish', dry: /^(?:-n|--dry-run)$/ }],
  ['pod', { change: 'trunk push, repo push, trunk add-owner', destroy: 'trunk delete, trunk deprecate' }],
  ['conan', { change: 'upload', destroy: 'remove -r', dry: dryRun }],
  ['luarocks', { change: 'upload' }],
  ['cabal', { change: 'upload --publish, upload' }],
  ['stack', { change: 'upload' }],
  ['opam', { change: 'publish' }],
  ['elm', { change: 'publish' }],
  ['anaconda', { change: 'upload', destroy: 'remove' }],
  ['goreleaser', { change: 'release, publish, announce, continue', dry: /^--(?:snapshot|skip=(?:.*,)?publish.*)$/ }],
  [
    'jreleaser',
    { change: 'full-release, release, deploy, upload, publish, announce', dry: /^(?:-y|--dryrun|--dry-run)$/ },
  ],
  ['release-please', { change: 'release-pr, github-release, manifest-release, manifest-pr', dry: dryRun }],
  ['auto', { change: 'shipit, release, canary, next, latest', dry: /^(?:-d|--dry-run)$/ }],
  [
    'jf',
    {
      change:
        'rt u, rt upload, rt dp, rt docker-push, rt bp, rt build-publish, rt cp, rt mv, rt sp, npm publish, mvn deploy, rt npm-publish, rt curl, docker push',
      destroy: 'rt del, rt delete, rt rdel',
      dry: dryRun,
    },
  ],
  ['cloudsmith', { change: 'push, copy, move, promote, quarantine, upload', destroy: 'delete, rm' }],
]);

/** Programs whose name alone says that something is published. */
const telling = names('twine semantic-release goreleaser cloudsmith');

const has = (options: Options, pattern: RegExp): boolean => {
  const asked = options.options.filter(({ name, word }) => pattern.test(name) || pattern.test(word.value));
  const refused = options.options.some(
    ({ name, value }) =>
      /^--no-dry-?run$/.test(name) || (/^--dry-?run$/.test(name) && /^(?:false|no|0)$/.test(value?.value ?? '')),
  );
  return asked.length > 0 && !refused;
};

function analyze(run: Invocation): readonly Effect[] {
  const tool = tools.get(run.program);
  if (tool === undefined) return uploads(run);
  const options = readOptions(run.args, { values: names(tool.values ?? ''), clusters: true });
  const { words } = options;
  if (has(options, /^(?:--help|-h)$/) || (words.length === 0 && has(options, /^(?:--version|-V|-v)$/))) return [];
  const spoken = tool.bare ? [] : (spokenIn(words, tool, 'destroy') ?? spokenIn(words, tool, 'change'));
  if (spoken === undefined) return [];
  const operation = spoken.map(({ value }) => value).join(' ') || 'release';
  const rest = words.filter((word) => !spoken.includes(word));
  const details = {
    tool: run.program,
    operation,
    ...targetOf(
      rest
        .map(({ value }) => value)
        .join(' ')
        .slice(0, 120),
    ),
    ...placeOf(run),
    spans: spansOf(run.name, ...spoken, ...rest.slice(0, 4)),
  };
  // What the shell adds later may take the rehearsal back.
  const open = run.args.some(
    (word) =>
      !word.known &&
      !shapeOf(word)
        .replace(/^[^\uE000]+/, '')
        .startsWith('/') &&
      /^\uE000/.test(shapeOf(word)),
  );
  if (tool.dry !== undefined && has(options, tool.dry) && !open) return [];
  if (has(options, /^--list$|^-l$/) && operation === 'owner') return [];
  if (spokenIn(words, tool, 'destroy') !== undefined)
    return [destroy({ ...details, note: 'Whoever depends on it no longer gets it.' })];
  return [change({ ...details, note: 'What is published stays published.' })];
}

const taken = new Map<string, readonly (readonly string[])[]>();

/** `publish, owner add` → the words of each command. A tool's list is taken apart once. */
function commandsIn(list = ''): readonly (readonly string[])[] {
  const before = taken.get(list);
  if (before !== undefined) return before;
  const commands = list === '' ? [] : list.split(', ').map((command) => command.split(' '));
  taken.set(list, commands);
  return commands;
}

/** The words of the first command in the list that the line begins with, or has among its tasks. */
function spokenIn(words: readonly Word[], tool: Tool, kind: 'change' | 'destroy'): readonly Word[] | undefined {
  const first = words[0]?.value ?? '';
  const commands = commandsIn(tool[kind]);
  for (const [head = '', second] of commands) {
    if (tool.anywhere) {
      const task = words.find(
        ({ value }) => value === head || value.endsWith(`:${head}`) || value.endsWith(`/${head}`),
      );
      if (task !== undefined) return [task];
    } else if (first === head && (second === undefined || words[1]?.value === second)) {
      return words.slice(0, second === undefined ? 1 : 2);
    } else if (head === 'publish' && first === 'recursive' && words[1]?.value === head) return words.slice(0, 2);
  }
  // `yarn workspace web npm publish`, `yarn workspaces foreach npm publish`: the command stands further behind.
  if (/^workspaces?$/.test(first)) {
    const at = words.findIndex(({ value }) => commands.some((command) => command.join(' ') === value));
    return at < 0 ? undefined : words.slice(at, at + 1);
  }
  return undefined;
}

/** `python setup.py sdist upload`. */
function uploads(run: Invocation): readonly Effect[] {
  const [file] = run.args;
  const verb = run.args.find(({ value }) => /^(?:upload|register)$/.test(value));
  if (file === undefined || verb === undefined || !/(?:^|\/)setup\.py$/.test(file.value)) return [];
  return [change({ tool: 'python', operation: 'setup.py upload', spans: spansOf(run.name, file, verb) })];
}

const all = [...tools.keys(), 'python', 'python3'];

export const packages: Analyzer = {
  id: 'packages',
  programs: [...telling],
  aliases: all.filter((name) => !telling.has(name)),
  partial: true,
  analyze,
};
