/**
 * Requests that code makes, and commands that it gives to other machines, as lines for a shell to be read like any other.
 *
 *     requests.delete("https://api.example.com/users/5")        axios.put(…)        ky.delete(…)
 *     http.NewRequest("DELETE", url, nil)                       Net::HTTP::Delete.new(uri)              ssh.exec_command("reboot")
 *
 * https://requests.readthedocs.io/ https://developer.mozilla.org/docs/Web/API/fetch https://axios-http.com/ https://docs.paramiko.org/
 */
import { posixQuote } from '../../base/posixQuote.ts';
import { hole } from '../shell/invocation.ts';
import type { CodeString, CodeText } from './codeText.ts';

/** Whether code may make a request that is more than a look, or reach another machine; errs towards yes. */
export const usesRequests = (code: string): boolean => hints.test(code);

const hints =
  /\.(?:delete|put|patch|post|request)\s*\(|\bmethod\s*[=:]\s*["'`](?:DELETE|PUT|PATCH|POST)|["'](?:DELETE|PUT|PATCH|POST)["']|http\.Method(?:Delete|Put|Patch|Post)|Net::HTTP::(?:Delete|Put|Patch|Post)|exec_command|execCommand|\.(?:run|sudo)\s*\(|CURLOPT_CUSTOMREQUEST/i;

/** `requests.delete(`, `axios.put(`: the method is the call's name, the address its first argument. */
const called =
  /\b(?:requests|httpx|axios|got|ky|superagent|needle|HTTParty|RestClient|Faraday|Excon|req|unirest|urllib3|\$http)(?:["']\)){0,1}\.(delete|put|patch|post)\s*\(\s*/gi;
const asked = [
  /** `requests.request("DELETE", url)`, `http.NewRequest("PUT", url, body)`, `xhr.open('DELETE', url)`, `conn.request("DELETE", "/x")`. */
  /(?:\.request|NewRequest|NewRequestWithContext|\.open|HTTP\.request|\.send_request|HTTPRequest)\s*\(\s*(?:ctx\s*,\s*|context\.\w+\(\)\s*,\s*)?(?:["'`](DELETE|PUT|PATCH|POST)["'`]|http\.Method(Delete|Put|Patch|Post))\s*,\s*/gi,
];
/** Options that name the method behind the address. */
const optioned =
  /\b(?:fetch|\$fetch|ofetch|axios|got|ky|request|Request|undici\.request|https?\.request)\s*\(\s*([^,()]{1,300}(?:\([^()]*\))?[^,()]{0,100}),([\s\S]{0,600}?\bmethod["']?\s*[:=]\s*["'`](DELETE|PUT|PATCH|POST)["'`])/gi;
const configured =
  /\b(?:axios|fetch|request|got|http)\s*\(\s*\{[\s\S]{0,400}?\bmethod\s*:\s*["'`](DELETE|PUT|PATCH|POST)["'`][\s\S]{0,400}?\}/gi;
const ruby = /Net::HTTP::(Delete|Put|Patch|Post)\.new\s*\(\s*/g;

/** Commands on the other end of an SSH connection. */
const remote =
  /(?:\.exec_command|\.execCommand|\bconn\.exec|\bclient\.exec|\bc\.run|\bconn\.run|\bconnection\.run|\bConnection\([^)]*\)\.(?:run|sudo)|\bc\.sudo|\bconn\.sudo|\.send_command|\.send_config_set|session\.(?:Run|Output|CombinedOutput|Start)|\bssh\.exec!?)\s*\(\s*/g;
const machines =
  /\b(?:paramiko|asyncssh|fabric|netmiko|spur|ssh2|node-ssh|NodeSSH|simple-ssh|golang\.org\/x\/crypto\/ssh|net\/ssh|Net::SSH)\b/;

/** As many lines as a person would read. */
const most = 50;

export function requested(text: CodeText): readonly string[] {
  const { code } = text;
  const lines: string[] = [];
  const push = (method: string, argument: string): void => {
    const address = addressFrom(argument, text);
    if (address !== undefined && lines.length < most)
      lines.push(`curl -X ${method.toUpperCase()} ${quoted(address)}${bodyOf(address, text)}`);
  };
  for (const pattern of [called, ...asked, ruby])
    for (const match of code.matchAll(pattern))
      push(match[1] ?? match[2] ?? '', code.slice(match.index + match[0].length, match.index + match[0].length + 400));
  for (const match of code.matchAll(optioned)) push(match[3] ?? '', match[1] ?? '');
  for (const match of code.matchAll(configured)) {
    const url = /\burl\s*:\s*/.exec(match[0]);
    if (url !== null) push(match[1] ?? '', match[0].slice(url.index + url[0].length));
  }
  if (!machines.test(code)) return lines;
  for (const match of code.matchAll(remote)) {
    const argument = code.slice(match.index + match[0].length, match.index + match[0].length + 2_000);
    const command = argumentOf(argument, text) ?? hole;
    if (lines.length < most) lines.push(`ssh machine ${quoted(command)}`);
  }
  return lines;
}

const quoted = (text: string): string =>
  text
    .split(hole)
    .map((part) => (part === '' ? '' : posixQuote(part)))
    .join(hole);

/** A GraphQL document that changes something goes with its address. */
function bodyOf(address: string, { strings }: CodeText): string {
  if (!/graphql/i.test(address)) return '';
  const body = strings.find(({ text }) => /(?:^|[\s"'{])mutation\b/.test(text))?.text;
  return body === undefined ? '' : ` --data ${posixQuote(body.slice(0, 2_000))}`;
}

/** What an address is, as far as the code says it. One without a host belongs to some page, and says nothing. */
function addressFrom(argument: string, text: CodeText): string | undefined {
  const address = argumentOf(argument, text);
  if (address === undefined) return hole;
  return /^\/(?!\/)/.test(address) || address === '' ? undefined : address;
}

const literal =
  /^\s*(?:new\s+URL\(\s*|URI\(\s*|URI\.parse\(\s*)?([fFrRbBuU]{0,2})(?:`((?:\\[\s\S]|[^`\\])*)`|"((?:\\.|[^"\\\n])*)"|'((?:\\.|[^'\\\n])*)')/;
/** A name, or the last part of `self.base`. */
const identifier = /^\s*(?:await\s+)?(?:[A-Za-z_$][\w$]*\.)*([A-Za-z_$][\w$]*)\s*(?=[,)+\s};]|$)/;

/** The text of an expression: a string, a name that stands for one, or one put together from both. */
function argumentOf(expression: string, text: CodeText, depth = 0): string | undefined {
  const string = literal.exec(expression);
  if (string !== null) {
    const [whole, prefix = '', template, double, single] = string;
    const body = template ?? double ?? single ?? '';
    const more = /^\s*(?:\+|%|\.format\b)/.test(expression.slice(whole.length)) ? hole : '';
    return filled(body, prefix, template !== undefined, text, depth) + more;
  }
  const match = identifier.exec(expression);
  if (match?.[1] === undefined || depth > 3) return undefined;
  const value = textOfName(match[1], text, depth);
  return value === undefined ? undefined : value + (/^\+/.test(expression.slice(match[0].length)) ? hole : '');
}

function filled(body: string, prefix: string, template: boolean, text: CodeText, depth: number): string {
  const holes = template ? templated : /f/i.test(prefix) ? formatted : interpolated;
  return body.replace(
    holes,
    (_, path: string) =>
      (depth < 3 && path !== '' ? textOfName(path.split('.').at(-1) ?? path, text, depth) : undefined) ?? hole,
  );
}

const templated = /\$\{\s*([\w$.]*)[^{}]*\}/g;
const formatted = /\{\s*([\w.]*)[^{}]*\}/g;
const interpolated = /#\{\s*([\w.]*)[^{}]*\}/g;

/** What a name is given where it is made: `BASE = "https://…"`, or the address that it falls back to. */
function textOfName(name: string, { code, strings }: CodeText, depth: number): string | undefined {
  const made = new RegExp(
    String.raw`(?:^|[\s;,({])${name.replaceAll('$', '\\$')}\s*(?::\s*\w+\s*)?:?=(?!=)\s*`,
    'm',
  ).exec(code);
  if (made === null) return undefined;
  const from = made.index + made[0].length;
  const end = code.indexOf('\n', from);
  const line = code.slice(from, end < 0 ? from + 400 : Math.min(end, from + 400));
  const plain = argumentOf(line, { code, strings }, depth + 1);
  if (plain !== undefined) return plain;
  const inside = (string: CodeString): boolean =>
    string.start >= from && string.end <= from + line.length && /^https?:\/\//.test(string.text);
  return strings.find(inside)?.text;
}
