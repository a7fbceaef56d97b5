/** Signs of infrastructure in text that cannot be read as commands: broken syntax, PowerShell, other languages. */
import { mentionsGuardFile, mentionsStateFile } from '../guardFiles.ts';
import { clientCalls, isApplication, usesClient } from './clientCode.ts';
import { cloudCalls, usesCloud } from './cloudCode.ts';
import { readCode } from './codeText.ts';
import { analyzerOf, infrastructurePrograms } from './index.ts';
import { requested, usesRequests } from './requestCode.ts';
import { spawned, startsPrograms } from './spawned.ts';

/** Made when first needed: most calls name nothing that would have to be looked for. */
const onDemand = <Value>(make: () => Value) => {
  let value: Value | undefined;
  return (): Value => {
    value ??= make();
    return value;
  };
};

const alternatives = onDemand(() =>
  [...infrastructurePrograms]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll('-', '\\-'))
    .join('|'),
);

/** Some programs are also words of every language; alone they say nothing. */
const everyday =
  /^(?:fly|cf|eb|az|oci|bq|sam|salt|copilot|flux|vault|consul|serverless|waypoint|atmos|packer|render|knife|puppet|nomad|railway|heroku|vercel|netlify|firebase|supabase|ansible|turso|bicep|sst|sls|scw|bao|linkerd|crossplane)$/;

const named = onDemand(() => new RegExp(String.raw`(?<![\w.-])(${alternatives()})(?:\.exe)?(?![\w-])`, 'gi'));
const services =
  /\b(?:amazonaws\.com|googleapis\.com|management\.azure\.com|api\.digitalocean\.com|api\.cloudflare\.com)\b/i;

/** Whether a text could have to do with infrastructure: errs towards yes. */
export function smells(text: string): boolean {
  const plain = text.replaceAll(/["'\\^`]|\$(?=['"])/g, '');
  return [text, plain].some(
    (each) => namesProgram(each) || mentionsGuardFile(each) || mentionsStateFile(each) || services.test(each),
  );
}

const namesProgram = (text: string): boolean =>
  [...new Set([...text.matchAll(named())].map(([, name = '']) => name.toLowerCase()))].some(
    (name) => !everyday.test(name) || followed(text, name),
  );

/** A program's name with a word behind it, as a command has. */
const followed = (text: string, name: string): boolean =>
  new RegExp(String.raw`(?:^|[;&|(\s])${name.replaceAll('-', '\\-')}\s+[a-z-]`, 'i').test(text);

/** Ways to run what a text hides. */
const hides = /\beval\b|base64\s+(?:-d|-D|--decode)|\|\s*(?:\S*\/)?(?:ba|z|da|k)?sh\b|\\x[0-9a-f]{2}/i;

/** The same for text whose syntax is broken: there, hiding is a sign as well. */
export const smellsBroken = (text: string): boolean => smells(text) || hides.test(text);

/** What code in another language may do to infrastructure. */
interface Suspicion {
  /** Command lines that it runs. */
  readonly lines: readonly string[];
  /** Why it may reach infrastructure otherwise. */
  readonly why?: string;
}

/** Interpreters in which a text between backticks is only a text. */
const templates = /^(?:node|nodejs|tsx|ts-node|deno|bun|bunx|python\d?|go)$/;

/** What is known of some code by its text. `program`: what runs it. */
export function suspicions(source: string, program: string): Suspicion {
  const requests = usesRequests(source);
  const client = usesClient(source);
  if (
    !requests &&
    !client &&
    !startsPrograms(source) &&
    !namesAny().test(source) &&
    !usesCloud(source) &&
    !mentionsGuardFile(source) &&
    !mentionsStateFile(source)
  )
    return { lines: [] };
  const text = readCode(source);
  const { lines, vague } = spawned(text, programIn, !templates.test(program));
  const why =
    cloudCalls(text.code) ??
    (client ? clientCalls(text) : undefined) ??
    (vague === undefined ? undefined : `The code runs programs, and names ${vague}.`) ??
    fileReason(text.code);
  const asked = requests && !isApplication(text.code) ? requested(text) : [];
  return { lines: [...lines, ...asked], ...(why === undefined ? {} : { why }) };
}

function fileReason(code: string): string | undefined {
  if (mentionsGuardFile(code) && writes.test(code)) return 'The code writes files, and names a guard file.';
  if (mentionsStateFile(code) && writes.test(code)) return 'The code writes files, and names a Terraform state file.';
  return undefined;
}

/** The program that a text begins with, where it has to be looked at; `whole`: more stands behind it, `sure`: it runs. */
function programIn(text: string, whole: boolean, sure: boolean): string | undefined {
  const first = /^(?:sudo\s+)?(?:[\w./~-]*\/)?([\w.-]+)/.exec(text)?.[1]?.toLowerCase();
  if (whole && text.length < 4_000 && /(?:&&|\|\||[;|])\s*(?:sudo\s+)?[\w-]/.test(text) && namesProgram(text))
    return first ?? text;
  if (first === undefined) return undefined;
  if (sure && (wrapping.test(text) || analyzerOf(first) !== undefined)) return first;
  if (!infrastructure().has(first)) return undefined;
  return whole || !everyday.test(first) ? first : undefined;
}

/** What runs another program that its words name. */
const wrapping = /^(?:sudo|env|npx|bunx|pnpm|yarn|npm|make|nohup|timeout|xargs|(?:ba|z|da)?sh\s+-c|bash$|sh$)\b/;

/** Why code in whatever language may reach infrastructure; undefined when nothing says so. */
export function suspects(source: string): string | undefined {
  const { lines, why } = suspicions(source, '');
  const [line] = lines;
  return why ?? (line === undefined ? undefined : `The code seems to run ${line.split(/\s/, 1)[0]}.`);
}

const namesAny = onDemand(() => new RegExp(String.raw`(?<![\w-])(?:${alternatives()})(?![\w-])`, 'i'));

const infrastructure = onDemand((): ReadonlySet<string> => new Set(infrastructurePrograms));

const writes =
  /\b(?:open(?!\s*\(\s*(?:['"][^'"]*['"]|[\w.]+)\s*\))|write\w*|append\w*|unlink\w*|remove|rm\w*|rename\w*|replace|truncate|copy\w*|move|chmod|symlink\w*|delete|File\.|Path|createWriteStream|file_put_contents|Set-Content|Out-File)\b|>/;
