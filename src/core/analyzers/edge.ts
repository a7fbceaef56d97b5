/**
 * What stands between users and servers: content networks, gateways, proxies and tunnels.
 * https://www.fastly.com/documentation/reference/cli/ https://techdocs.akamai.com/developer/docs/about-clis
 * https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/ https://github.com/cloudflare/cloudflare-go/tree/v0/cmd/flarectl
 * https://ngrok.com/docs/agent/cli/ https://developer.konghq.com/deck/ https://developer.konghq.com/gateway/cli/reference/
 * https://github.com/apigee/apigeecli https://nginx.org/en/docs/switches.html https://httpd.apache.org/docs/2.4/programs/apachectl.html
 * https://caddyserver.com/docs/command-line https://docs.haproxy.org/dev/management.html https://varnish-cache.org/docs/trunk/reference/varnishadm.html
 *
 * Handles `fastly backend delete --name origin`, `akamai property activate`, `cloudflared tunnel delete web`, `flarectl dns
 * delete`, `ngrok api reserved-domains delete`, `deck gateway sync`, `kong migrations up`, `apigeecli apis undeploy`,
 * `nginx -s reload`, `apachectl graceful`, `caddy reload`, `haproxy -sf 12`, `echo 'disable server b/w1' | socat stdio
 * /run/haproxy.sock`, `varnishadm ban req.url '~' /`.
 *
 * The line: a way from outside to a server on this machine (`ngrok http 3000`) changes nothing; taking a name along does.
 */
import { change, type Effect, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { type Analyzer, placeOf, spansOf, targetOf } from './analyzer.ts';
import { tabled } from './table.ts';
import { usualVerbs } from './usualVerbs.ts';

const fastly = tabled({
  programs: [],
  aliases: ['fastly'],
  commands: `
    read whoami, version, help, log-tail, stats, ip-list, pops, config, service-version list, auth-token list|describe, profile list|token, products, domain-v1 list, dashboard
    local compute build|init|pack|validate|serve|hash-files|hashsum|metadata, profile create|delete|switch|update, sso, update, configure, install
    change compute deploy|publish|update, products, object-storage access-keys create
    destroy purge, service purge, compute purge`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '-s --service-id --service-name -t --token -o --profile --version --name -d --dir --key -n --domain --address --comment --acl-id --dictionary-id --id --value --env --include-source --package -p',
  switches: '-i --non-interactive --accept-defaults --auto-yes --enable-sso -l',
  place: [
    ['service', '-s --service-id --service-name', 'FASTLY_SERVICE_ID'],
    ['profile', '-o --profile'],
  ],
});

const akamai = tabled({
  programs: [],
  aliases: ['akamai'],
  commands: `
    read help, list, search, config get|list, terraform, version
    local install, uninstall, update, upgrade, config set|unset
    destroy purge delete, purge invalidate`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--section -s --edgerc -e --account-key -a --accountkey --network --contract --group --version --cpcode --tag -p --property',
  place: [
    ['section', '-s --section'],
    ['network', '--network'],
  ],
});

const cloudflared = tabled({
  programs: ['cloudflared'],
  commands: `
    read tunnel list|info|token|ready|diag, tunnel route ip show|list|get, tunnel vnet list, tunnel ingress validate|rule, access token, tail, version, help
    local tunnel, tunnel login, access, access login|curl|tcp|ssh|rdp|smb|ssh-config|ssh-gen, proxy-dns, update, management
    change tunnel create|run, tunnel route dns|lb, tunnel route ip add, tunnel vnet add|update, service install, login
    destroy tunnel delete|cleanup, tunnel route ip delete, tunnel vnet delete, service uninstall`,
  values:
    '--url --config --loglevel --logfile --metrics --protocol --credentials-file --cred-file --token --token-file --origincert --edge-ip-version --hostname --name --region --pidfile --transport-loglevel --http-host-header',
  switches: '--no-autoupdate --no-tls-verify --hello-world -f --force -i -w --overwrite-dns',
});

const flarectl = tabled({
  programs: ['flarectl'],
  commands:
    'read ips, user info, help, zone info|list|plan|settings|dns|railgun|certs|keyless|export\n change zone create|lockdown|check, dns create-or-update|o\n destroy zone delete|purge',
  nouns: '*',
  verbs: usualVerbs,
  values: '--account-id --name --zone --type --content --ttl --id --proxy --priority',
});

const ngrok = tabled({
  programs: [],
  aliases: ['ngrok'],
  commands: `
    read version, help, diagnose, credits, config check, completion
    local http, tcp, tls, start, tunnel, config add-authtoken|edit|upgrade|add-api-key|add-connect-url|add-server-addr, update, authtoken
    change service install|start|stop|restart|run
    destroy service uninstall`,
  nouns: 'api',
  verbs: usualVerbs,
  values:
    '--config --log --log-format --log-level --api-key --authtoken --region --domain --url --id --description --metadata',
});

const deck = tabled({
  programs: [],
  aliases: ['deck'],
  commands: `
    read diff, dump, ping, version, help, validate, gateway diff|dump|ping|validate, completion
    local convert, file, file add-plugins|add-tags|convert|kong2kic|kong2tf|lint|list-tags|merge|namespace|openapi2kong|openapi2mcp|patch|remove-tags|render|validate
    change sync, gateway sync|apply
    destroy reset, gateway reset`,
  values:
    '--config --headers --kong-addr --konnect-addr --konnect-control-plane-name --konnect-token --konnect-email --timeout -w --workspace -s --state -o --output-file --select-tag --format --analytics',
  place: [
    ['address', '--kong-addr --konnect-addr', 'DECK_KONG_ADDR'],
    ['control plane', '--konnect-control-plane-name'],
    ['workspace', '-w --workspace'],
  ],
});

const kong = tabled({
  programs: [],
  aliases: ['kong'],
  commands: `
    read version, health, check, config parse|db_export, migrations list|status, help, vault get
    local config init, roar, hybrid gen_cert, prepare, start
    change restart, reload, stop, quit, migrations bootstrap|up|finish, config db_import
    destroy migrations reset`,
  values: '-c --conf -p --prefix --nginx-conf --db-timeout --lock-timeout',
});

const apigeecli = tabled({
  programs: ['apigeecli'],
  commands: 'read help, version, token gen|validate, apis fetch|clone-local\n local prefs, prefs set|get|list',
  nouns: '*',
  verbs: `${usualVerbs}\n change depl\n change undepl`,
  values: '-o --org -e --env -t --token -a --account -n --name -v --rev -d --developer --region --key -f',
  place: [
    ['organization', '-o --org'],
    ['environment', '-e --env'],
  ],
});

const caddy = tabled({
  programs: [],
  aliases: ['caddy'],
  commands: 'change reload, stop, upgrade, add-package, remove-package, storage import',
  otherwise: 'local',
  bare: 'local',
});

const varnishadm = tabled({
  programs: ['varnishadm'],
  commands: `
    read status, ping, backend.list, ban.list, param.show, vcl.list, vcl.show, panic.show, storage.list, banner, help, pid
    change start, stop, param.set, param.reset, vcl.load, vcl.inline, vcl.use, vcl.state, vcl.label, backend.set_health, panic.clear
    destroy ban, vcl.discard
    open auth`,
  bare: 'open',
  values: '-n -S -T -t',
});

/** Servers that are steered by their own program's options. */
const signalled: ReadonlyMap<string, RegExp> = new Map([
  ['nginx', /^-s(?:stop|quit|reload|reopen)?$/],
  ['openresty', /^-s(?:stop|quit|reload|reopen)?$/],
  ['haproxy', /^-(?:sf|st|x)$/],
  ['apachectl', /^(?:start|stop|restart|graceful|graceful-stop)$|^-k$/],
  ['apache2ctl', /^(?:start|stop|restart|graceful|graceful-stop)$|^-k$/],
  ['httpd', /^-k$/],
]);

function signalEffects(run: Invocation): readonly Effect[] {
  const word = run.args.find(({ value }) => signalled.get(run.program)?.test(value));
  if (word === undefined) return [];
  const rest = run.args.slice(run.args.indexOf(word) + 1, run.args.indexOf(word) + 2);
  return [
    change({
      tool: run.program,
      operation: [word, ...rest].map(({ value }) => value).join(' '),
      ...placeOf(run),
      note: 'It steers a server that may be serving.',
      spans: spansOf(run.name, word, ...rest),
    }),
  ];
}

const servers: Analyzer = { id: 'servers', programs: [], aliases: [...signalled.keys()], analyze: signalEffects };

/** What HAProxy's socket is asked: `show stat` looks, `disable server …` does not. */
function socketEffects(run: Invocation): readonly Effect[] {
  const socket = run.args.find(({ value }) => /haproxy|hapee|docker\.sock|containerd\.sock|admin\.sock/.test(value));
  const said = run.stdin === undefined ? undefined : shapeOf(run.stdin);
  if (socket === undefined || said === undefined) return [];
  const details = {
    tool: run.program,
    operation: (run.stdin?.value ?? said).trim().slice(0, 120),
    ...targetOf(socket.value),
    ...placeOf(run),
    spans: spansOf(run.name, socket),
  };
  if (run.stdin?.known !== true || !/haproxy|hapee/.test(socket.value))
    return [unknown({ ...details, note: 'What goes into the socket steers what listens behind it.' })];
  const asked = said.split(/[;\n]/).map((line) => line.trim());
  return asked.every((line) => /^(?:show\b|help\b|get\b|prompt$|$)/.test(line)) ? [read(details)] : [change(details)];
}

const sockets: Analyzer = {
  id: 'sockets',
  programs: [],
  aliases: ['socat', 'nc', 'ncat'],
  partial: true,
  analyze: socketEffects,
};

export const edgeTools: readonly Analyzer[] = [
  fastly,
  akamai,
  cloudflared,
  flarectl,
  ngrok,
  deck,
  kong,
  apigeecli,
  caddy,
  varnishadm,
  servers,
  sockets,
];
