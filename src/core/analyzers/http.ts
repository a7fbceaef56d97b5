/**
 * curl, wget, HTTPie and xh: requests that change something elsewhere.
 * https://curl.se/docs/manpage.html · https://www.gnu.org/software/wget/manual/ · https://httpie.io/docs/cli · https://github.com/ducaale/xh
 *
 * Handles `curl -X DELETE https://api.cloudflare.com/…`, `curl -d '{…}' https://api.github.com/…`, `curl --json`, `-T file`,
 * `-G`, `--next`, `wget --method=PUT`, `http POST :9200/i/_delete_by_query`, `xh put api.example.com a=b`.
 *
 * The line: what only fetches says nothing, except of addresses that deploy when they are fetched. `DELETE`, `PUT`,
 * `PATCH` and whatever is no usual method are held for every host but this machine. `POST` is also how one asks and how
 * one tells a chat that a build is done: it is held for hosts and paths of infrastructure (`endpoints.ts`), for GraphQL
 * mutations, and where it sends a file with credentials. On this machine a development server passes; what drops data of
 * a store or steers a cluster, a secret store or the container engine does not.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import { hole, type Invocation, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf } from './analyzer.ts';
import { type Address, asks, discusses, isLocal, mutates, steers, steersHere, triggers } from './endpoints.ts';

const curlStyle = {
  values: names(
    '-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --request --data --data-raw --data-ascii --data-binary --data-urlencode --json --form --form-string --upload-file --url --url-query --header --proxy-header --user --proxy-user --user-agent --cookie --cookie-jar --output --output-dir --write-out --proxy --preproxy --socks5 --socks5-hostname --socks4 --max-time --connect-timeout --retry --retry-delay --retry-max-time --cacert --capath --cert --cert-type --key --key-type --pass --resolve --connect-to --interface --dns-servers --referer --range --continue-at --config --unix-socket --abstract-unix-socket --aws-sigv4 --oauth2-bearer --limit-rate --max-redirs --max-filesize --noproxy --ciphers --tls-max --dump-header --trace --trace-ascii --stderr --netrc-file --time-cond --speed-limit --speed-time --local-port --quote --doh-url --create-file-mode --rate --variable --expand-url --expand-data --etag-save --etag-compare --request-target --proto --proto-default --proto-redir --keepalive-time --parallel-max --pinnedpubkey --hostpubsha256 --login-options --mail-from --mail-rcpt --service-name --tlsuser --tlspassword --crlfile --engine --telnet-option --ftp-port --ftp-method --krb --libcurl',
  ),
  clusters: true,
};
const wgetStyle = {
  values: names(
    '-O -o -a -P -e -i -t -T -w -Q -U -B -A -R -D -I -X -l --method --post-data --post-file --body-data --body-file --header --user --password --http-user --http-password --output-document --output-file --append-output --directory-prefix --input-file --tries --timeout --user-agent --referer --load-cookies --save-cookies --ca-certificate --certificate --private-key --execute --base --limit-rate --level --accept --reject --domains',
  ),
  clusters: true,
};
const httpieStyle = {
  values: names(
    '-a -A -o -p -s -P --auth --auth-type --output --print --style --proxy --verify --cert --cert-key --timeout --session --session-read-only --max-redirects --raw --pretty --format-options --ssl --response-charset --response-mime --default-scheme --boundary --path-as-is --base-url --bearer --resolve --interface --http-version',
  ),
  clusters: true,
};

interface Request {
  /** In capitals; `undefined` when it is known only when it runs. */
  readonly method: string | undefined;
  readonly methodWord: Word | undefined;
  readonly urls: readonly Word[];
  /** What is sent: words of the line, files behind `@`. */
  readonly bodies: readonly Body[];
  readonly socket: string | undefined;
}

interface Body {
  readonly word: Word;
  readonly file: boolean;
}

const dataOption = /^(?:-d|--data(?:-raw|-ascii|-binary|-urlencode)?|--json|-F|--form|--expand-data)$/;

function* curlRequests(args: readonly Word[]): Generator<Request> {
  const next = args.findIndex(({ value }) => value === '--next' || value === '-:');
  const own = next < 0 ? args : args.slice(0, next);
  const options = readOptions(own, curlStyle);
  const asked = lastOption(options, '-X', '--request')?.value;
  const data = options.options.filter(({ name }) => dataOption.test(name));
  const upload = lastOption(options, '-T', '--upload-file')?.value;
  const fetched = lastOption(options, '-G', '--get') !== undefined;
  const bodies = data.flatMap(({ name, value }) => (value === undefined ? [] : [bodyOf(value, name)]));
  const implied =
    upload !== undefined
      ? 'PUT'
      : lastOption(options, '-I', '--head') !== undefined
        ? 'HEAD'
        : data.length > 0 && !fetched
          ? 'POST'
          : 'GET';
  yield {
    ...methodOf(asked, implied),
    urls: [
      ...options.options.flatMap(({ name, value }) => (name === '--url' && value !== undefined ? [value] : [])),
      ...options.words,
    ],
    bodies: upload === undefined ? bodies : [...bodies, { word: upload, file: true }],
    socket: lastOption(options, '--unix-socket', '--abstract-unix-socket')?.value?.value,
  };
  if (next >= 0) yield* curlRequests(args.slice(next + 1));
}

/** `@file`, `name=@file` in forms, `name@file` where values are encoded. */
function bodyOf(word: Word, option: string): Body {
  const shape = shapeOf(word);
  const at = /^(?:-F|--form)$/.test(option) ? /^[^=]*=[@<]/.exec(shape) : /^@/.exec(shape);
  if (at === null || option === '--data-raw') return { word, file: false };
  if (at[0] === '@') return { word: word.known ? { ...word, value: shape.slice(1) } : word, file: true };
  const path = partOf(word, at[0].length);
  return { word: path.known ? { ...path, value: path.value.replace(/;.*$/s, '') } : path, file: true };
}

const methodOf = (asked: Word | undefined, implied: string): Pick<Request, 'method' | 'methodWord'> => ({
  method: asked === undefined ? implied : asked.known ? asked.value.toUpperCase() : undefined,
  methodWord: asked,
});

function wgetRequest(args: readonly Word[]): Request {
  const options = readOptions(args, wgetStyle);
  const asked = lastOption(options, '--method')?.value;
  const sent = options.options.filter(({ name }) => /^--(?:post|body)-(?:data|file)$|^--post-f/.test(name));
  return {
    ...methodOf(asked, sent.some(({ name }) => name.startsWith('--post')) ? 'POST' : 'GET'),
    urls: options.words,
    bodies: sent.flatMap(({ name, value }) => (value === undefined ? [] : [{ word: value, file: /-f/.test(name) }])),
    socket: undefined,
  };
}

function httpieRequest(args: readonly Word[]): Request {
  const options = readOptions(args, httpieStyle);
  const [first, ...rest] = options.words;
  const named = first !== undefined && (!first.known || /^[A-Za-z]+$/.test(first.value)) && rest.length > 0;
  const usual = named && /^(?:get|head|options|post|put|patch|delete|purge|trace|connect|query)$/i.test(first.value);
  const [url, ...items] = named && (usual || /^[A-Z]+$/.test(first.value) || !first.known) ? rest : options.words;
  const raw = lastOption(options, '--raw')?.value;
  const bodies = items.flatMap((word): Body[] =>
    /^[^:=@\s]+(?::=@?|=@|=(?!=)|@)/.test(shapeOf(word))
      ? [
          {
            word: /=@|^[^=]*@/.test(word.value) ? partOf(word, word.value.indexOf('@') + 1) : word,
            file: /=@|^[^=]*@/.test(word.value),
          },
        ]
      : [],
  );
  const sent = raw === undefined ? bodies : [...bodies, { word: raw, file: false }];
  return {
    ...methodOf(url === first ? undefined : first, sent.length > 0 ? 'POST' : 'GET'),
    urls:
      url === undefined
        ? []
        : [url.known && url.value.startsWith(':') ? { ...url, value: `localhost${url.value}` } : url],
    bodies: sent,
    socket: undefined,
  };
}

function requestsOf(run: Invocation): readonly Request[] {
  if (run.program.startsWith('curl')) return [...curlRequests(run.args)];
  return [run.program.startsWith('wget') ? wgetRequest(run.args) : httpieRequest(run.args)];
}

const fetching = /^(?:GET|HEAD|OPTIONS|TRACE|PROPFIND|QUERY|REPORT|CONNECT)$/;

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  if (run.args.some(({ value }) => /^(?:--help|--version)$/.test(value))) return [];
  const effects = requestsOf(run).flatMap((request) =>
    request.urls.slice(0, 16).flatMap((url) => judge({ run, call, request, url })),
  );
  if (run.remote === undefined || effects.length > 0) return effects;
  const spoken = { tool: run.program, operation: 'request', ...placeOf(run), spans: spansOf(run.name) };
  const writes = run.program.startsWith('wget')
    ? !/(?:^| )(?:-\w*O ?-|--output-document[= ]-|--spider)(?: |$)/.test(lineOf({ run }))
    : run.args.some(({ value }) =>
        /^(?:-[a-zA-Z]*[oOTd]$|--(?:output|remote-name|data|json|post|method|upload))/.test(value),
      );
  const acts = requestsOf(run).some(({ method }) => method === undefined || !fetching.test(method));
  return writes || acts
    ? [unknown({ ...spoken, note: 'What it does on the other machine is not known.' })]
    : [read(spoken)];
}

/** No address that people use is longer; patterns are tried on this much. */
const longest = 4_000;

/** A host like `[::1]` is a glob to the shell, which finds no file of that name. */
const bracketed = /^(?:\w+:\/\/)?\[[\da-f:.]+\]/i;

function addressOf(word: Word): Address {
  const [, scheme = '', host = '', port, path = ''] =
    /^(?:([a-z][\w+.-]*):\/\/)?(?:[^@/?#]*@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?(.*)$/is.exec(
      bracketed.test(word.value) ? word.value : shapeOf(word),
    ) ?? [];
  return {
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    path: (path.startsWith('/') ? path : `/${path}`).slice(0, longest),
  };
}

interface Sent {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly request: Request;
  readonly url: Word;
}

function judge(sent: Sent): readonly Effect[] {
  const { request, url } = sent;
  const { method } = request;
  const address = addressOf(url);
  if (/^(?:s?ftps?|scp|smb|tftp)$/.test(address.scheme))
    return request.method === 'PUT' || /^(?:DELE|RMD|RNFR)/.test(request.method ?? '')
      ? [change({ ...said(sent), operation: 'upload' })]
      : [];
  if (method !== undefined && fetching.test(method))
    return triggers(address) ? [change({ ...said(sent), note: 'Fetching this address starts a deployment.' })] : [];
  if (address.path.length === longest)
    return [unknown({ ...said(sent), note: 'Its address is longer than Holdpoint reads.' })];
  const verb = method ?? 'a method';
  if (request.socket !== undefined && /docker|podman|containerd|crio/.test(request.socket))
    return [unknown({ ...said(sent), note: 'It steers the container engine behind the back of its tools.' })];
  const body = bodyText(sent);
  if (isLocal(address)) {
    const note = steersHere(address, verb, body);
    if (note === undefined) return [];
    return [
      (verb === 'DELETE' || /drop|delete|flush|truncate/i.test(`${address.path} ${note}`) ? destroy : change)({
        ...said(sent),
        note,
      }),
    ];
  }
  if (practice.test(address.host)) return [];
  const secret = request.bodies.find(({ word, file }) => file && credentials.test(word.value));
  if (secret !== undefined)
    return [unknown({ ...said(sent), note: `It sends ${secret.word.value} to another machine.` })];
  if (discusses(address, verb)) return [];
  if (method === undefined) return [unknown({ ...said(sent), note: 'Its method is known only when it runs.' })];
  if (/\/graphql\b/.test(address.path) && verb === 'POST') return graphql(sent, body, address);
  if (verb === 'DELETE') return [destroy(said(sent))];
  if (asks(address, verb, body)) return [];
  if (verb !== 'POST')
    return [address.host.includes(hole) ? unknown({ ...said(sent), note: openHost }) : change(said(sent))];
  const why = steers(address, lineOf(sent));
  return why === undefined ? [] : [change({ ...said(sent), ...noteOf(why) })];
}

const lineOf = ({ run: { args } }: Pick<Sent, 'run'>): string => args.map(shapeOf).join(' ').slice(0, 20_000);

const openHost = 'Which host it goes to is known only when it runs.';

/** Places made for trying requests out. */
const practice =
  /(?:^|\.)(?:httpbin\.org|httpbingo\.org|postman-echo\.com|jsonplaceholder\.typicode\.com|reqres\.in|dummyjson\.com|webhook\.site)$/;

const credentials =
  /(?:^|\/)\.(?:aws|ssh|kube|docker|gnupg|azure)\/|(?:^|\/)\.(?:env(?:\.[\w.-]+)?|npmrc|pypirc|netrc|pgpass|git-credentials)$|(?:^|\/)id_(?:rsa|ed25519|ecdsa)$|\.(?:pem|key|p12|pfx|tfstate)$|(?:^|\/)(?:credentials(?:\.json)?|kubeconfig|shadow|passwd)$/;

function graphql(sent: Sent, body: string | undefined, { host }: Address): readonly Effect[] {
  const steered =
    /(?:^|\.)(?:github\.com|railway\.(?:app|com)|fly\.io|gitlab\.com|shopify\.com|buildkite\.com|newrelic\.com)$/.test(
      host,
    );
  if (body === undefined || body.includes(hole))
    return steered ? [unknown({ ...said(sent), note: 'What it asks of GraphQL is known only when it runs.' })] : [];
  return mutates(body) ? [change({ ...said(sent), operation: 'mutation' })] : [];
}

/** All that is sent, as one text; `undefined` when a part of it cannot be read. */
function bodyText({ run, call, request }: Sent): string | undefined {
  const texts = request.bodies.map(({ word, file }) => {
    if (!file) return shapeOf(word);
    if (word.value === '-') return run.stdin?.known === true ? run.stdin.value : undefined;
    const found = call.input(word, run);
    return found.kind === 'text' ? found.text : undefined;
  });
  return texts.some((text) => text === undefined) ? undefined : texts.join('\n');
}

const said = ({ run, request, url }: Sent) => ({
  tool: run.program,
  operation: request.method ?? 'request',
  target: url.value.slice(0, 200),
  ...placeOf(run),
  spans: spansOf(run.name, request.methodWord, url),
});

/** The names are words of ordinary work: in a text they say nothing. */
export const http: Analyzer = {
  id: 'http',
  programs: [],
  aliases: ['curl', 'curlie', 'wget', 'wget2', 'http', 'https', 'httpie', 'xh', 'xhs'],
  analyze,
};
