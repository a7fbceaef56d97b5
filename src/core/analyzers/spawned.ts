/**
 * Command lines that code in another language runs, as far as they stand in it.
 *
 *     subprocess.run(["terraform", "destroy"])          execSync(`kubectl delete ns ${ns}`)          system "helm uninstall api"
 *     exec.Command("terraform", "apply")                os.system('aws s3 rm …')                    `kubectl get pods`, in Ruby
 */
import { posixQuote } from '../../base/posixQuote.ts';
import { hole } from '../shell/invocation.ts';
import type { CodeString, CodeText } from './codeText.ts';

/** What stands before the first argument of something that runs a program. */
const spawning =
  /(?:\b(?:system|popen\d?|run|call|check_call|check_output|getoutput|getstatusoutput|exec(?:Sync|File|FileSync|v\w*|l\w*|ute)?|spawn(?:Sync|\w{1,3})?|create_subprocess_\w+|shell_exec|passthru|proc_open|capture[23]e?|pipeline\w*|Command|CommandContext|execa\w*|sh|qx|shell|cmd)|\bdo shell script|\$|%x)\s*[([{]?\s*(?:\[|\(|\w+\s*,|args\s*=|shell\s*=\s*True,)?\s*\[?\s*$/i;

/** The same, where it can be nothing else: whatever program it names counts, not only one of infrastructure. */
const certain =
  /(?:\b(?:subprocess\.\w+|os\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*|execute)|io\.popen|execSync|execFileSync|spawnSync|execFile|execAsync|execPromise|execa\w*|create_subprocess_\w+|shell_exec|passthru|proc_open|check_output|check_call|exec\.Command|CommandContext|Deno\.Command|Bun\.spawn(?:Sync)?|shell(?:js)?\.exec|(?:cp|child_process)\.\w+|Open3\.\w+|IO\.popen|Kernel\.\w+|System\.(?:cmd|shell)|getRuntime\(\)\.exec|ProcessBuilder|Process\.(?:run|start|spawn)|system2?|\.execute)|require\(['"](?:node:)?child_process['"]\)\.\w+|(?:^|[^.\w])(?:exec|spawn|popen)|\$|%x|\bqx)\s*(?:\((?:\{[^{}]*\}\)\s*)?)?[([{]?\s*(?:\[|\(|\w+\s*,|args\s*=|shell\s*=\s*True,)?\s*\[?\s*$/;

/** Whether code starts other programs. */
export const startsPrograms = (code: string): boolean => starting.test(code);

const starting =
  /\bsubprocess\b|\bos\.(?:system|popen|exec|spawn|posix_spawn|execute)|\bio\.popen|child_process|\bexeca\b|create_subprocess_|shell_exec|passthru|proc_open|exec\.Command|Deno\.Command|Bun\.spawn|\$`|\$\(\{|\bsystem2?\s*[('"]|Open3|IO\.popen|%x[([{]|\bqx\b|System\.(?:cmd|shell)|getRuntime|ProcessBuilder|Process\.|\.execute\(\)|shelljs|`/;

/** Programs chosen while the code runs: a spawning call without a literal behind it. */
const dynamic =
  /\b(?:subprocess\.\w+|os\.(?:system|popen|exec\w+|spawn\w+)|create_subprocess_\w+|exec(?:Sync|File|FileSync)|spawn(?:Sync)?|execa\w*|exec\.Command(?:Context)?|Open3\.\w+|shell_exec|passthru|proc_open|system|popen)\s*\(\s*(?:\[\s*)?(?:ctx\s*,\s*)?(?:\*|\.\.\.)?(?!["'`\s)]|[fFrRbB]{1,2}["'])[A-Za-z_$]/;

export interface Spawned {
  /** Lines for a shell; holes where something is known only when it runs. */
  readonly lines: readonly string[];
  /** A program it names that may be run in a way nobody can tell. */
  readonly vague?: string;
}

/** `names`: the program a text begins with, where it is one of infrastructure; behind a certain call, any that is known. `ticks`: backticks run what is in them. */
export function spawned(
  { code, strings: parts }: CodeText,
  names: (text: string, whole: boolean, sure: boolean) => string | undefined,
  ticks: boolean,
): Spawned {
  const lines: string[] = [];
  let vague: string | undefined;
  const strings = joined(parts, code);
  const anything = dynamic.test(code);
  let taken = 0;
  for (const [index, string] of strings.entries()) {
    if (string.start < taken) continue;
    const text = string.text.trim();
    const words = /\s/.test(text);
    const before = code.slice(Math.max(0, string.start - 120), string.start);
    const sure = certain.test(before) || /^\.(?:execute\(|!)/.test(code.slice(string.end, string.end + 12));
    const direct = (ticks && string.quote === '`') || sure || spawning.test(before);
    if (!direct && !anything) continue;
    const program = names(text, words || direct, sure || (ticks && string.quote === '`'));
    if (program === undefined) continue;
    if (words) {
      const template = filled(string);
      const more = /^\s*(?:\+|%|\.format\b|\.\s*\$|\.concat)/.test(code.slice(string.end, string.end + 20));
      lines.push(template.replaceAll('\\\n', ' ') + (more ? hole : ''));
      continue;
    }
    const list = listFrom(index, code, strings);
    taken = list.end;
    if (list.words.length > 0) lines.push([text, ...list.words].join(' '));
    else if (direct) lines.push(`${text}${/^\s*\+/.test(code.slice(string.end)) ? hole : ''}`);
    else vague ??= program;
  }
  return { lines, ...(vague === undefined ? {} : { vague }) };
}

/** `'terra' + 'form'` is one text. */
function joined(strings: readonly CodeString[], code: string): readonly CodeString[] {
  const whole: CodeString[] = [];
  for (const string of strings) {
    const last = whole.at(-1);
    if (
      last !== undefined &&
      /^\s*[+.]\s*$/.test(code.slice(last.end, Math.min(string.start, last.end + 40))) &&
      string.start - last.end < 40
    )
      whole[whole.length - 1] = { ...last, end: string.end, text: last.text + string.text };
    else whole.push(string);
  }
  return whole;
}

/** A string with what is filled in as holes. */
function filled({ text, quote, prefix }: CodeString): string {
  let plain = text.replace(/\\(["'`$])/g, '$1').replace(/\\n/g, '\n');
  if (prefix.includes('f'))
    plain = plain.replace(/\{\{|\}\}|\{[^{}]*\}/g, (part) =>
      part.length === 2 && part !== '{}' ? (part[0] ?? '') : hole,
    );
  else plain = plain.replace(/\{[\w.]*\}/g, hole);
  if (quote === '`') plain = plain.replace(/\$\{[^{}]*\}/g, hole);
  return plain.replace(/#\{[^{}]*\}/g, hole).replace(/%[sdr]\b|%\([a-z_]+\)s/g, hole);
}

/** The words behind a program in a list or among arguments: `"destroy", "-auto-approve"]`, `["get", *args])`. */
function listFrom(
  index: number,
  code: string,
  strings: readonly CodeString[],
): { readonly words: readonly string[]; readonly end: number } {
  const words: string[] = [];
  let at = strings[index]?.end ?? code.length;
  let next = index + 1;
  for (let count = 0; count < 60; count += 1) {
    const gap = /^[\s,[(]*(?:\{\s*args\s*:\s*\[\s*)?/.exec(code.slice(at, at + 200))?.[0] ?? '';
    if (count === 0 && !gap.includes(',')) break;
    at += gap.length;
    const string = strings[next];
    if (string !== undefined && string.start === at) {
      const text = filled(string);
      words.push(text.includes(hole) ? text : posixQuote(text));
      at = string.end;
      next += 1;
      continue;
    }
    if (/^[\])};\n]|^$/.test(code.slice(at, at + 1))) break;
    const expression = /^(?:\*|\.\.\.)?[\w.$]+(?:\([^()]*\)|\[[^[\]]*\])*/.exec(code.slice(at, at + 200))?.[0];
    // An option of the call, `cwd=…` or `{ … }`, is no word.
    if (expression === undefined || /^\s*[=:]/.test(code.slice(at + expression.length, at + expression.length + 3)))
      break;
    words.push(hole);
    at += expression.length;
    while ((strings[next]?.start ?? Number.POSITIVE_INFINITY) < at) next += 1;
  }
  return { words, end: at };
}
