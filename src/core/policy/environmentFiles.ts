/** Signs in a few small files: what a tool would take where neither the line nor the environment says it. */
import { looseRecord, parsedJson, textIn } from '../../base/looseJson.ts';
import type { Effect } from '../effect.ts';
import { serverOf } from '../hold/kubeTarget.ts';
import { resolvePath } from '../paths.ts';
import type { EnvironmentQuestion, EnvironmentSign, EnvironmentSignKind } from './environmentSign.ts';

type Reading = Required<Pick<EnvironmentQuestion, 'read'>> & Pick<EnvironmentQuestion, 'call'>;

const sign = (
  kind: EnvironmentSignKind,
  label: string,
  value: string | undefined,
  source: 'files' | 'directory' = 'files',
): readonly EnvironmentSign[] =>
  value === undefined || value.trim() === '' ? [] : [{ kind, label, value: value.trim(), source }];

const clusterTools = /^(?:kubectl|helm|oc|kustomize|helmfile)$/;

/** What one part of a line finds around it: its own variables stand above those it inherits. */
interface Around extends Reading {
  readonly effect: Effect;
  readonly env: Readonly<Record<string, string>>;
  readonly home: string | undefined;
}

/** At most a dozen reads, and none where no reader is given. */
export function filedSigns(question: EnvironmentQuestion): readonly EnvironmentSign[] {
  const { read, effects, call } = question;
  if (read === undefined) return [];
  const around = effects.map((effect): Around => {
    const env = { ...call.env, ...effect.subject?.env };
    return { call, read, effect, env, home: effect.subject?.env.HOME ?? question.home };
  });
  const each = (tool: RegExp, signs: (around: Around) => readonly EnvironmentSign[]) =>
    around.filter(({ effect }) => tool.test(effect.tool)).flatMap(signs);
  return [
    ...each(clusterTools, kubeContext),
    ...each(/^terraform$/, terraformSigns),
    ...each(/^docker$/, dockerContext),
    ...each(/^(?:gcloud|gsutil|bq)$/, gcloudProject),
    ...each(/^(?:aws|terraform)$/, awsProfile),
    ...repository({ call, read }, call.cwd),
  ];
}

const textOf = ({ read }: Reading, path: string): string | undefined => {
  const found = read(path);
  return found.kind === 'text' ? found.text : undefined;
};

/** What the line says of its place: `kubeconfig a.yaml, namespace shop`. */
const placed = ({ effect: { place = '' } }: Around, label: string): string | undefined =>
  place
    .split(', ')
    .find((part) => part.startsWith(`${label} `))
    ?.slice(label.length + 1);

/** A file or folder as the line's part sees it; undefined where its folder is not known. */
const pathIn = ({ effect, call, home }: Around, path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolvePath(effect.subject?.directory ?? call.cwd, path, home);

/**
 * The context, and the server that it leads to, since its name is only what somebody called it. A line that names the
 * server takes nothing from there, and one that names the cluster no context.
 */
function kubeContext(around: Around): readonly EnvironmentSign[] {
  const { env, home } = around;
  const [context, cluster, server] = ['context', 'cluster', 'server'].map((label) => placed(around, label));
  if (server !== undefined) return [];
  const listed =
    placed(around, 'kubeconfig') ?? env.KUBECONFIG ?? (home === undefined ? undefined : `${home}/.kube/config`);
  const paths = (listed ?? '').split(':').filter(Boolean).slice(0, 5);
  const texts = paths.map((path) => textOf(around, pathIn(around, path) ?? path) ?? '');
  const current = texts
    .map((text) => /^current-context:\s*["']?([^"'\r\n]+)/m.exec(text)?.[1])
    .find((found) => found !== undefined);
  const choice = { context: context ?? current, cluster };
  return [
    ...(context === undefined && cluster === undefined ? sign('contexts', 'kube context', current) : []),
    ...sign('clusters', 'Kubernetes server', serverOf(texts, choice)),
  ];
}

/** Its workspace, and where its state lies. */
function terraformSigns(around: Around): readonly EnvironmentSign[] {
  const { effect, env } = around;
  if (effect.subject?.kind !== 'terraform') return [];
  const data = resolvePath(effect.subject.directory, env.TF_DATA_DIR ?? '.terraform') ?? '';
  const selected = env.TF_WORKSPACE === undefined ? textOf(around, `${data}/environment`) : undefined;
  const workspace = selected?.trim() === 'default' ? undefined : selected;
  return [...sign('workspaces', 'workspace', workspace), ...backendSigns(textOf(around, `${data}/terraform.tfstate`))];
}

function backendSigns(text: string | undefined): readonly EnvironmentSign[] {
  if (text === undefined) return [];
  try {
    const config = looseRecord(looseRecord(looseRecord(JSON.parse(text)).backend).config);
    return [
      ...sign(
        'paths',
        'state',
        ['bucket', 'container_name', 'key', 'prefix', 'path']
          .map((name) => textIn(config, name))
          .filter(Boolean)
          .join('/'),
      ),
      ...sign('regions', 'region of the state', textIn(config, 'region')),
      ...sign('profiles', 'profile of the state', textIn(config, 'profile')),
      ...sign('workspaces', 'workspace', textIn(looseRecord(config.workspaces), 'name')),
    ];
  } catch {
    return [];
  }
}

function dockerContext(around: Around): readonly EnvironmentSign[] {
  const { env, home, effect } = around;
  if (['host', 'context'].some((label) => placed(around, label) !== undefined)) return [];
  if (env.DOCKER_HOST !== undefined || env.DOCKER_CONTEXT !== undefined) return [];
  const args = effect.subject?.kind === 'command' ? effect.subject.args : [];
  const at = args.findLastIndex((arg) => /^--config(?:=|$)/.test(arg));
  const given = at < 0 ? env.DOCKER_CONFIG : (/^--config=(.*)$/s.exec(args[at] ?? '')?.[1] ?? args[at + 1]);
  const folder = pathIn(around, given ?? (home === undefined ? undefined : `${home}/.docker`));
  if (folder === undefined) return [];
  const config = parsedJson(textOf(around, `${folder}/config.json`) ?? '{}');
  return config === undefined
    ? []
    : sign('contexts', 'Docker context', textIn(looseRecord(config), 'currentContext') || 'default');
}

function gcloudProject(around: Around): readonly EnvironmentSign[] {
  const { env, home } = around;
  const root = pathIn(around, env.CLOUDSDK_CONFIG ?? (home === undefined ? undefined : `${home}/.config/gcloud`));
  if (root === undefined || env.CLOUDSDK_CORE_PROJECT !== undefined || placed(around, 'project') !== undefined)
    return [];
  const active =
    placed(around, 'configuration') ??
    env.CLOUDSDK_ACTIVE_CONFIG_NAME ??
    textOf(around, `${root}/active_config`)?.trim();
  if (active === undefined || !/^[\w-]+$/.test(active)) return [];
  const config = textOf(around, `${root}/configurations/config_${active}`) ?? '';
  return [
    ...sign('profiles', 'gcloud configuration', active === 'default' ? undefined : active),
    ...sign('accounts', 'project', /^project\s*=\s*(\S+)/m.exec(config)?.[1]),
  ];
}

/** The region and the account that a profile stands for. */
function awsProfile(around: Around): readonly EnvironmentSign[] {
  const { env, home } = around;
  const path = pathIn(around, env.AWS_CONFIG_FILE ?? (home === undefined ? undefined : `${home}/.aws/config`));
  if (path === undefined) return [];
  const profile = placed(around, 'profile') ?? env.AWS_PROFILE ?? 'default';
  const wanted = profile === 'default' ? ['default', 'profile default'] : [`profile ${profile}`];
  const section = (textOf(around, path) ?? '')
    .split(/^\[/m)
    .find((part) => wanted.includes(part.split(']', 1)[0]?.trim() ?? ''));
  if (section === undefined) return [];
  const value = (name: string) => new RegExp(String.raw`^${name}\s*=\s*(\S+)`, 'm').exec(section)?.[1];
  const regioned = placed(around, 'region') !== undefined || env.AWS_REGION !== undefined;
  return [
    ...(regioned ? [] : sign('regions', 'region', value('region'))),
    ...sign('accounts', 'account', value('sso_account_id') ?? /:(\d{12}):/.exec(value('role_arn') ?? '')?.[1]),
    ...sign('accounts', 'partition', /^arn:(aws-[\w-]+):/.exec(value('role_arn') ?? '')?.[1]),
  ];
}

/** Folders looked through on the way up. */
const mostUp = 8;

/** The branch that is checked out, and the directory as the repository sees it. */
function repository(reading: Reading, cwd: string): readonly EnvironmentSign[] {
  let folder = cwd;
  for (let up = 0; up < mostUp && folder !== ''; up++) {
    const head = textOf(reading, `${folder}/.git/HEAD`);
    if (head !== undefined)
      return [
        ...sign('branches', 'branch', /^ref: refs\/heads\/(.+)/.exec(head)?.[1]),
        ...sign('paths', 'directory', cwd === folder ? undefined : cwd.slice(folder.length + 1), 'directory'),
      ];
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  return [];
}
