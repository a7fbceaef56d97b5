/**
 * Lines whose earlier part changes what a later, held part reads or acts on: `git pull && terraform apply`,
 * `kubectl config use-context prod && kubectl delete …`. What a person would be shown is not what would run, so they
 * are not held, but refused with the request to split them.
 *
 * An earlier part counts when it is known to write what the later one reads: a file the later one names, the
 * configuration, lock or plan of the tool it runs, its target; or when it exists to bring files in. Programs that install
 * or build from what is pinned (`npm ci`, `make`) do not: no name says that the later part reads what they make, and what
 * was shown of the later part still holds. `terraform init` does, since a plan is made of what it fetches.
 */
import type { Effect } from '../effect.ts';
import { isWithin, resolvePath } from '../paths.ts';
import type { Invocation, Word } from '../shell/invocation.ts';
import { stands } from './steps.ts';

export interface OwnInputs {
  /** The words of the part that changes something. */
  readonly earlier: string;
  /** The words of the part that is held. */
  readonly later: string;
}

/** What one invocation leaves for those behind it. */
interface Mark {
  readonly by: Invocation;
  /** Absolute paths of files it writes. */
  readonly files: readonly string[];
  /** It may write any file. */
  readonly anyFile: boolean;
  /** Programs whose target it chooses. */
  readonly target?: RegExp;
}

/** The first pair of parts that cannot be shown truthfully. `runs`, `effects`: of the whole line, in its order. */
export function changesOwnInputs(
  line: string,
  runs: readonly Invocation[],
  effects: readonly Effect[],
  home: string | undefined,
): OwnInputs | undefined {
  const held = effects.filter(({ kind }) => kind !== 'read');
  const marks: Mark[] = [];
  for (const run of runs) {
    // What stands in a script cannot be split by whoever calls it, and is shown whole.
    if (stands(run.name, line) && isHeld(run, held)) {
      const mark = marks.find((one) => matters(one, run, home));
      if (mark !== undefined) return { earlier: wordsOf(mark.by), later: wordsOf(run) };
    }
    if (run.remote === undefined) marks.push(...markOf(run, home));
  }
  return undefined;
}

/** Something that waits for people stands among its words. */
function isHeld({ name, args }: Invocation, held: readonly Effect[]): boolean {
  const { span } = name;
  if (span === undefined) return false;
  const end = Math.max(span.end, ...args.map((word) => word.span?.end ?? 0));
  return held.some(({ spans }) => spans.some((one) => one.start >= span.start && one.end <= end));
}

const wordsOf = ({ name, args }: Invocation): string =>
  [name, ...args]
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 100);

const terraforms = /^(?:terraform|tofu|opentofu|terragrunt)$/;
const clusters = /^(?:kubectl|oc|helm|helmfile|kustomize|flux|argocd|istioctl|skaffold|k9s|velero)$/;
const clouds = (name: string) =>
  new RegExp(`^(?:${name}|terraform|tofu|opentofu|terragrunt|pulumi|cdk|sls|serverless)$`);

/** Commands that choose a target for later ones: `program words`, and whose target. */
const switches: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:terraform|tofu|opentofu) (?:workspace|env) (?:select|new)\b/, terraforms],
  [/^(?:terraform|tofu|opentofu) init\b/, terraforms],
  [/^(?:kubectl|oc) config (?:use-context|use|set|set-\w+|unset|rename-context|delete-\w+)\b/, clusters],
  [/^(?:kubectx|kubens|kubie|kubeswitch)(?: \S|$)/, clusters],
  [/^oc (?:login|project)\b/, clusters],
  [/^aws eks update-kubeconfig\b/, clusters],
  [/^gcloud container (?:clusters|fleet|hub)\b.* get-credentials\b/, clusters],
  [/^az aks get-credentials\b/, clusters],
  [/^doctl kubernetes cluster kubeconfig save\b/, clusters],
  [/^(?:minikube (?:start|profile)|k3d cluster create|kind create cluster)\b/, clusters],
  [/^aws configure (?:set|import)\b/, clouds('aws|eb|sam|copilot|ecs-cli')],
  [/^gcloud config (?:set|unset|configurations (?:activate|create))\b/, /^(?:gcloud|bq|gsutil)$/],
  [/^az account (?:set|clear)\b/, clouds('az|azd')],
  [
    /^(?:docker|podman|nerdctl) (?:context use|system connection default)\b/,
    /^(?:docker|docker-compose|podman|nerdctl)$/,
  ],
  [/^pulumi stack (?:select|init)\b/, /^pulumi$/],
  [/^firebase use\b/, /^firebase$/],
  [/^(?:supabase|vercel|netlify|railway) (?:link|switch)\b/, /^(?:supabase|vercel|netlify|railway)$/],
  [/^cf (?:target|login)\b/, /^cf$/],
  [/^helm (?:dependency|dependencies|dep) (?:update|up|build)\b/, /^helm$/],
  [/^(?:tfenv (?:use|install)|tofuenv (?:use|install)|tfswitch)\b/, terraforms],
  [/^(?:asdf (?:local|global|set|install)|mise (?:use|install)) (?:.*\b)?(?:terraform|opentofu)\b/, terraforms],
];

/** Programs that bring files in, whichever they are. */
const bringsIn =
  /^(?:git (?:pull|checkout|switch|merge|rebase|reset|restore|apply|am|stash|cherry-pick|clone|submodule|revert)\b|tar |unzip |patch\b|rsync |gh repo clone\b|svn (?:up|update|checkout)\b|terraform init .*-from-module|terragrunt (?:scaffold|catalog)\b)/;

/** Git commands that leave every file as it is. */
const leavesFiles =
  /^git (?:checkout|switch) (?:-[bc]|--create) \S+$|^git stash (?:list|show)\b|^git (?:apply|am) --(?:check|stat)\b|^git reset --soft\b|^git restore --staged (?!.*--worktree)|^git submodule (?:status|summary)\b|^tar -?\w*t/;

function markOf(run: Invocation, home: string | undefined): readonly Mark[] {
  const words = [run.program, ...run.args.map(({ value }) => value)].join(' ');
  const target = switches.find(([pattern]) => pattern.test(words))?.[1];
  const anyFile = bringsIn.test(words) && !leavesFiles.test(words);
  const files = writtenBy(run).flatMap((word) => {
    const path = word.known ? resolvePath(run.cwd, word.value, home) : undefined;
    return path === undefined || path.startsWith('/dev/') ? [] : [path];
  });
  if (target === undefined && !anyFile && files.length === 0) return [];
  return [{ by: run, files, anyFile, ...(target === undefined ? {} : { target }) }];
}

/** Words of an option's value: `-o FILE`, `-oFILE`, `--out=FILE`. */
function valuesOf(args: readonly Word[], ...names: readonly string[]): readonly Word[] {
  return args.flatMap((word, index) => {
    const next = args[index + 1];
    if (names.includes(word.value)) return next === undefined ? [] : [next];
    const long = names.find((name) => word.value.startsWith(`${name}=`));
    return long === undefined ? [] : [{ ...word, value: word.value.slice(long.length + 1) }];
  });
}

/** The files a program writes, as its words name them. */
function writtenBy({ program, args, redirects }: Invocation): readonly Word[] {
  const plain = args.filter(({ value }) => !value.startsWith('-'));
  const into = redirects.flatMap(({ operator, target }) => (/^(?:&?>>?|>\||<>)$/.test(operator) ? [target] : []));
  const edits = args.some(({ value }) => /^(?:-[a-zA-Z]*i\S*|--in-?place(?:=.*)?)$/.test(value));
  const own = (): readonly Word[] => {
    switch (program) {
      case 'tee':
      case 'truncate':
        return plain;
      case 'rm':
      case 'unlink':
      case 'shred':
        // A folder that is made anew is no input; a file that goes may be one.
        return plain.filter(({ value }) => /\.\w+$/.test(value));
      case 'cp':
      case 'ln':
      case 'install': {
        const to = plain.at(-1);
        const from = plain.slice(0, -1);
        return to === undefined ? [] : [to, ...from.map((word) => inside(to, word))];
      }
      case 'mv': {
        const to = plain.at(-1);
        return to === undefined ? [] : [...plain, ...plain.slice(0, -1).map((word) => inside(to, word))];
      }
      case 'sed':
      case 'perl':
      case 'yq':
      case 'ruby':
        return edits ? plain : [];
      case 'dd':
        return valuesOf(args, 'of');
      case 'curl':
        return valuesOf(args, '-o', '--output');
      case 'wget':
        return valuesOf(args, '-O', '--output-document');
      case 'terraform':
      case 'tofu':
      case 'opentofu':
        return valuesOf(args, '-out', '--out', '-generate-config-out');
      default:
        return [];
    }
  };
  return [...into, ...own()];
}

/** `file`, when it is put into `folder` under its own name. */
const inside = (folder: Word, file: Word): Word => ({
  ...folder,
  value: `${folder.value}/${file.value.split('/').at(-1)}`,
  known: folder.known && file.known,
});

/** What the tools of a project read from its folder without being told. */
const projectTools =
  /^(?:terraform|tofu|opentofu|terragrunt|pulumi|cdk|cdktf|serverless|sls|sst|sam|copilot|eb|helm|helmfile|kustomize|skaffold|tilt|ansible|ansible-playbook|docker|docker-compose|podman|podman-compose|nerdctl|vagrant|packer|nomad|wrangler|vercel|netlify|firebase|fly|flyctl|railway|supabase|prisma|drizzle-kit|knex|alembic|flyway|liquibase|sequelize|dbmate|goose|migrate|atlas|rails|rake|npm|npx|yarn|pnpm|bun|make|just|task|mage|node|python|python3|ruby|php|(?:ba|da|z|k)?sh)$/;

/** Terraform reads these wherever its folder is, without being told. */
const configuration = /\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$|\.terraform\.lock\.hcl$|\/\.terraform\//;

/** Whether what an earlier part left can change what this one does. */
function matters({ files, anyFile, target, by }: Mark, run: Invocation, home: string | undefined): boolean {
  const { program, name, args, cwd } = run;
  // What is initialised elsewhere is nobody's business here.
  if (target?.test(program) && !(/^\S+ init\b/.test(wordsOf(by)) && by.cwd !== cwd)) return true;
  const words = [...args, ...(/[/\\]/.test(name.value) ? [name] : [])].flatMap(textOf);
  if (anyFile && program !== 'git' && (projectTools.test(program) || readsFiles(run))) return true;
  const named = words.flatMap((text) => resolvePath(cwd, text, home) ?? []);
  return files.some(
    (file) => named.some((path) => isWithin(file, path)) || (terraforms.test(program) && configuration.test(file)),
  );
}

/** What a word may name on this machine: `x.json` of `--cli-input-json=file://x.json`. */
function textOf({ value, known }: Word): readonly string[] {
  const text = value.replace(/^--?[\w-]+=/, '').replace(/^(?:@|fileb?:\/\/)/, '');
  return !known || text === '' || /^-|^[a-z][\w+.-]*:\/\//i.test(text) ? [] : [text];
}

/** Its words say that it takes something from files. */
const readsFiles = ({ name, args }: Invocation): boolean =>
  /\.\w+$/.test(name.value) ||
  args.some(({ value }) =>
    /^-[fk]$|^--?(?:file(?:name)?|kustomize|patch-file|values|var-file|template-file)(?:=|$)|fileb?:\/\/|^@|\.(?:ya?ml|json|sql|sh|bash|tf|tfvars|tfplan|toml|zip|tgz|py|js|ts|rb|hcl|xml)$/.test(
      value,
    ),
  );
