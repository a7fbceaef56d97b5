/** Signs of infrastructure in text that cannot be read as commands: broken syntax, PowerShell, other languages. */
import { mentionsGuardFile, mentionsStateFile } from '../guardFiles.ts';
import { infrastructurePrograms } from './index.ts';

const alternatives = [...infrastructurePrograms]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replaceAll('-', '\\-'))
  .join('|');

/** Some programs are also words of every language; alone they say nothing. */
const everyday =
  /^(?:fly|cf|eb|az|oci|bq|sam|salt|copilot|flux|vault|consul|serverless|waypoint|atmos|packer|render|knife|puppet|nomad|railway|heroku|vercel|netlify|firebase|supabase|ansible|turso|bicep|sst|sls|scw|bao|linkerd|crossplane)$/;

const named = new RegExp(String.raw`(?<![\w.-])(${alternatives})(?:\.exe)?(?![\w-])`, 'gi');
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
  [...new Set([...text.matchAll(named)].map(([, name = '']) => name.toLowerCase()))].some(
    (name) => !everyday.test(name) || followed(text, name),
  );

/** A program's name with a word behind it, as a command has. */
const followed = (text: string, name: string): boolean =>
  new RegExp(String.raw`(?:^|[;&|(\s])${name.replaceAll('-', '\\-')}\s+[a-z-]`, 'i').test(text);

/** Ways to run what a text hides. */
const hides = /\beval\b|base64\s+(?:-d|-D|--decode)|\|\s*(?:\S*\/)?(?:ba|z|da|k)?sh\b|\\x[0-9a-f]{2}/i;

/** The same for text whose syntax is broken: there, hiding is a sign as well. */
export const smellsBroken = (text: string): boolean => smells(text) || hides.test(text);

const libraries =
  /\b(?:boto3|botocore|aioboto3|@aws-sdk\/|aws-sdk|google-cloud|google\.cloud|@google-cloud\/|googleapiclient|@azure\/|azure\.(?:mgmt|identity|storage|core)|@kubernetes\/|kubernetes(?:\.client|\.config|_asyncio)|from kubernetes|import kubernetes|k8s\.io\/client-go|pulumi)\b/;

const spawns =
  /\b(?:subprocess|child_process|system|popen\d?|exec(?:Sync|File|FileSync|a|l|lp|v|vp|ve)?|spawn(?:Sync)?|shell_exec|passthru|proc_open|Open3|Deno\.Command|Bun\.spawn|plumbum|zx|qx|do shell script)\b|%x/;

/** Why code in another language may reach infrastructure; undefined when nothing says so. */
export function suspects(code: string): string | undefined {
  const library = libraries.exec(code)?.[0];
  if (library !== undefined) return `The code uses ${library}, which talks to a cloud.`;
  const program = [...code.matchAll(quoted)].map(([, name = '']) => name).find((name) => name !== '');
  if (program !== undefined && spawns.test(code)) return `The code runs programs, and names ${program}.`;
  const substituted = backticked.exec(code)?.[1];
  if (substituted !== undefined) return `The code seems to run ${substituted}.`;
  if (mentionsGuardFile(code) && writes.test(code)) return 'The code writes files, and names a guard file.';
  if (mentionsStateFile(code) && writes.test(code)) return 'The code writes files, and names a Terraform state file.';
  return undefined;
}

const certain = infrastructurePrograms
  .filter((name) => !everyday.test(name))
  .map((name) => name.replaceAll('-', '\\-'))
  .join('|');

/** An infrastructure program where a string or a command begins; between backticks, with a word behind it. */
const quoted = new RegExp(String.raw`["'([/](${certain})(?=["'\s])`, 'g');
const backticked = new RegExp(String.raw`\x60\s*(?:\S*/)?(${certain})\s+[a-z-]`);

const writes =
  /\b(?:open|write\w*|append\w*|unlink\w*|remove|rm\w*|rename\w*|replace|truncate|copy\w*|move|chmod|symlink\w*|delete|File\.|Path|createWriteStream|file_put_contents|Set-Content|Out-File)\b|>/;
