/** Signs in a few small files: what a tool would take where neither the line nor the environment says it. */
import { looseRecord, parsedJson, textIn } from '../../base/looseJson.ts';
import type { EnvironmentQuestion, EnvironmentSign, EnvironmentSignKind } from './environmentSign.ts';

type Reading = Required<Pick<EnvironmentQuestion, 'read'>> & EnvironmentQuestion;

const sign = (
  kind: EnvironmentSignKind,
  label: string,
  value: string | undefined,
  source: 'files' | 'directory' = 'files',
): readonly EnvironmentSign[] =>
  value === undefined || value.trim() === '' ? [] : [{ kind, label, value: value.trim(), source }];

const clusterTools = /^(?:kubectl|helm|oc|kustomize|helmfile)$/;

/** At most a dozen reads, and none where no reader is given. */
export function filedSigns(question: EnvironmentQuestion): readonly EnvironmentSign[] {
  const { read, effects, call } = question;
  if (read === undefined) return [];
  const reading: Reading = { ...question, read };
  const uses = (tool: RegExp) => effects.some((effect) => tool.test(effect.tool));
  const placed = (label: string) => effects.every(({ place = '' }) => place.includes(`${label} `));
  return [
    ...(uses(clusterTools) && !placed('context') ? kubeContext(reading) : []),
    ...(uses(/^terraform$/) ? terraformSigns(reading) : []),
    ...(uses(/^docker$/) && !placed('host') && !placed('context') ? dockerContext(reading) : []),
    ...(uses(/^(?:gcloud|gsutil|bq)$/) && !placed('project') ? gcloudProject(reading) : []),
    ...(uses(/^(?:aws|terraform)$/) ? awsProfile(reading) : []),
    ...repository(reading, call.cwd),
  ];
}

const textOf = ({ read }: Reading, path: string): string | undefined => {
  const found = read(path);
  return found.kind === 'text' ? found.text : undefined;
};

function kubeContext(reading: Reading): readonly EnvironmentSign[] {
  const { call, home } = reading;
  const path =
    call.env.KUBECONFIG?.split(':').find(Boolean) ?? (home === undefined ? undefined : `${home}/.kube/config`);
  if (path === undefined || !path.startsWith('/')) return [];
  const current = /^current-context:\s*["']?([^"'\r\n]+)/m.exec(textOf(reading, path) ?? '')?.[1];
  return sign('contexts', 'kube context', current);
}

/** Its workspace, and where its state lies. */
function terraformSigns(reading: Reading): readonly EnvironmentSign[] {
  const folders = new Set(
    reading.effects.flatMap(({ subject }) => (subject?.kind === 'terraform' ? [subject.directory] : [])),
  );
  return [...folders].slice(0, 3).flatMap((folder) => {
    const selected =
      reading.call.env.TF_WORKSPACE === undefined ? textOf(reading, `${folder}/.terraform/environment`) : undefined;
    const workspace = selected?.trim() === 'default' ? undefined : selected;
    return [
      ...sign('workspaces', 'workspace', workspace),
      ...backendSigns(textOf(reading, `${folder}/.terraform/terraform.tfstate`)),
    ];
  });
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

function dockerContext(reading: Reading): readonly EnvironmentSign[] {
  const { call, home } = reading;
  if (call.env.DOCKER_HOST !== undefined || call.env.DOCKER_CONTEXT !== undefined || home === undefined) return [];
  const config = parsedJson(textOf(reading, `${home}/.docker/config.json`) ?? '{}');
  return config === undefined
    ? []
    : sign('contexts', 'Docker context', textIn(looseRecord(config), 'currentContext') || 'default');
}

function gcloudProject(reading: Reading): readonly EnvironmentSign[] {
  const { call, home } = reading;
  const root = call.env.CLOUDSDK_CONFIG ?? (home === undefined ? undefined : `${home}/.config/gcloud`);
  if (root === undefined || call.env.CLOUDSDK_CORE_PROJECT !== undefined) return [];
  const active = call.env.CLOUDSDK_ACTIVE_CONFIG_NAME ?? textOf(reading, `${root}/active_config`)?.trim();
  if (active === undefined || !/^[\w-]+$/.test(active)) return [];
  const config = textOf(reading, `${root}/configurations/config_${active}`) ?? '';
  return [
    ...sign('profiles', 'gcloud configuration', active === 'default' ? undefined : active),
    ...sign('accounts', 'project', /^project\s*=\s*(\S+)/m.exec(config)?.[1]),
  ];
}

/** The region and the account that a profile stands for. */
function awsProfile(reading: Reading): readonly EnvironmentSign[] {
  const { call, home, effects } = reading;
  const path = call.env.AWS_CONFIG_FILE ?? (home === undefined ? undefined : `${home}/.aws/config`);
  if (path === undefined || !path.startsWith('/')) return [];
  const named = effects.flatMap(({ place = '' }) => /\bprofile (\S+?)(?:,|$)/.exec(place)?.[1] ?? []);
  const profile = named[0] ?? call.env.AWS_PROFILE ?? 'default';
  const wanted = profile === 'default' ? ['default', 'profile default'] : [`profile ${profile}`];
  const section = (textOf(reading, path) ?? '')
    .split(/^\[/m)
    .find((part) => wanted.includes(part.split(']', 1)[0]?.trim() ?? ''));
  if (section === undefined) return [];
  const value = (name: string) => new RegExp(String.raw`^${name}\s*=\s*(\S+)`, 'm').exec(section)?.[1];
  const regioned = effects.some(({ place = '' }) => /\bregion /.test(place)) || call.env.AWS_REGION !== undefined;
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
