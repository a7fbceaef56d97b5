/**
 * What changes how a machine or a domain is reached: firewalls, addresses, names, certificates.
 *
 * Handles `iptables -F`, `nft flush ruleset`, `ufw disable`, `firewall-cmd --remove-service=http`, `ip route del default`,
 * `nmcli connection down eth0`, `tailscale down`, `nsupdate keys.txt`, `dnscontrol push`, `certbot revoke`,
 * `openssl ca -revoke x.pem`. `ip addr`, `ufw status`, `iptables -L` look at this machine and are not worth a word.
 *
 * https://man7.org/linux/man-pages/man8/ip.8.html · https://wiki.nftables.org/wiki-nftables/index.php/Quick_reference-nftables_in_10_minutes
 * https://eff-certbot.readthedocs.io/en/stable/using.html · https://docs.dnscontrol.org/commands/preview-push
 */
import type { Effect } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { always, byVerb, effectsOf, type Found, has, isAmongWords, plain, type Reading, said } from './verbs.ts';

/** A program whose options say what it does: what destroys first, then what only looks, else a change. */
const byOption =
  (destroys: RegExp, quiet: RegExp): Reading =>
  (run) => ({
    kind:
      run.args.length === 0 || (has(run, quiet) && !has(run, destroys))
        ? 'quiet'
        : has(run, destroys)
          ? 'destroy'
          : 'change',
    operation: run.program,
    target: said(run.args),
  });

const iptables = byOption(
  /^(?:-[FXDZ]|--(?:flush|delete|delete-chain|zero))/,
  /^(?:-[LSCVh]|-[vn]*L[vn]*|-[vn]+|--(?:list|list-rules|check|version|help).*)$/,
);

const firewallCmd = byOption(
  /^--(?:remove|delete|panic-on|load-)/,
  /^--(?:get|list|query|info|state|check-config|version|help|path)/,
);

const ufw = byVerb({
  quiet: 'status show version app help',
  change: 'enable reload allow deny reject limit insert prepend route logging default',
  destroy: 'disable reset delete',
  rehearsal: /^--dry-run$/,
});

const nft: Reading = (run) => {
  if (has(run, /^(?:-c|--check|-h|-v|-V|--help|--version)$/)) return { kind: 'quiet', operation: 'nft' };
  const file = run.args.findIndex(({ value }) => /^(?:-f|--file)$/.test(value));
  if (file >= 0) return { kind: 'change', operation: 'nft -f', target: said(run.args.slice(file + 1, file + 2)) };
  const words = plain(run.args);
  const verb = words[0]?.value.split(/\s/)[0] ?? '';
  const kind: Found['kind'] =
    verb === '' || /^(?:list|monitor|describe)$/.test(verb)
      ? 'quiet'
      : /^(?:flush|delete|destroy|reset)$/.test(verb)
        ? 'destroy'
        : 'change';
  return { kind, operation: `nft ${verb}`.trim(), target: said(words.slice(1)), words: [words[0]] };
};

const pfctl = byOption(/^-[a-zA-Z]*[Fdk]/, /^-[a-zA-Z]*[snv]/);

/** `ip [OPTIONS] OBJECT [VERB …]`: every verb that is not spelled out looks. https://man7.org/linux/man-pages/man8/ip.8.html */
const ip: Reading = (run) => {
  const words = run.args.filter(
    (word, index) =>
      !shapeOf(word).startsWith('-') &&
      !/^-(?:n|netns|f|family|b|batch|rc|rcvbuf|l|loops)$/.test(run.args[index - 1]?.value ?? ''),
  );
  const [object, verb, ...rest] = words;
  const details = { operation: `ip ${said(words.slice(0, 2))}`.trim(), target: said(rest), words: [object, verb] };
  if (has(run, /^-(?:b|batch)$/)) return { ...details, kind: 'change' };
  const name = verb?.value ?? '';
  if (object?.value === 'netns' && /^e(?:x|xe|xec)?$/.test(name))
    return { ...details, kind: 'unknown', note: 'It runs a program in another network.' };
  if (/^(?:d|de|del|dele|delet|delete|f|fl|flu|flus|flush)$/.test(name)) return { ...details, kind: 'destroy' };
  if (
    /^(?:a|ad|add|s|se|set|c|ch|cha|chan|chang|change|r|re|rep|repl|replace|ap|app|append|prepend|up|down|attach|move)$/.test(
      name,
    )
  )
    return { ...details, kind: 'change' };
  return { ...details, kind: 'quiet' };
};

const ifconfig: Reading = ({ program, args }) => ({
  kind: args
    .slice(1)
    .some(({ value }) =>
      /^(?:up|down|add|del|delete|-?alias|netmask|mtu|ether|hw|create|destroy|\d+\.\d+\..*)$/.test(value),
    )
    ? 'change'
    : 'quiet',
  operation: program,
  target: said(args),
});

const route: Reading = ({ program, args }) => {
  const verb = args.find(({ value }) => /^(?:add|del|delete|flush|change)$/.test(value));
  return {
    kind: verb === undefined ? 'quiet' : verb.value.startsWith('d') || verb.value === 'flush' ? 'destroy' : 'change',
    operation: [program, verb?.value].filter(Boolean).join(' '),
    target: said(args.filter((word) => word !== verb)),
  };
};

/** https://networkmanager.dev/docs/api/latest/nmcli.html */
const nmcli: Reading = (run) => {
  const words = plain(run.args);
  const object = words[0]?.value ?? '';
  const verb = words[1]?.value ?? '';
  const kind: Found['kind'] = /^(?:delete|del|down|disconnect|off)$/.test(verb)
    ? 'destroy'
    : /^(?:up|add|modify|mod|edit|reload|load|import|clone|migrate|connect|reapply|set|on|connectivity-check|hotspot)$/.test(
          verb,
        ) ||
        words.slice(2).some(({ value }) => /^(?:connect|hotspot|on|off)$/.test(value)) ||
        (/^g/.test(object) && /^hostname$/.test(verb) && words.length > 2)
      ? 'change'
      : 'quiet';
  return { kind, operation: `nmcli ${said(words.slice(0, 2))}`.trim(), target: said(words.slice(2)) };
};

const networksetup = byOption(/^-(?:remove|delete)/, /^-(?:get|list|print|version|help|is)/);

const resolvectl = byVerb({
  quiet: 'status query service openpgp tlsa statistics show-cache show-server-state monitor',
  change:
    'dns domain default-route llmnr mdns dnsovertls dnssec nta revert reset-statistics reset-server-features log-level flush-caches',
});

const tailscale = byVerb({
  quiet: 'status ip ping netcheck whois version bugreport dns metrics exit-node licenses file completion cert',
  change: 'up set login switch serve funnel configure update drive lock syspolicy nc web ssh',
  destroy: 'down logout',
});

const wg = byVerb({ quiet: 'show showconf genkey genpsk pubkey', change: 'set setconf addconf syncconf' });
const wgQuick = byVerb({ quiet: 'strip', change: 'up save', destroy: 'down' });

const tc: Reading = (run) => {
  const words = plain(run.args);
  const verb = words[1]?.value ?? '';
  const kind = /^del/.test(verb) ? 'destroy' : /^(?:add|change|replace|link)$/.test(verb) ? 'change' : 'quiet';
  return { kind, operation: `tc ${said(words.slice(0, 2))}`.trim(), target: said(words.slice(2)) };
};

// Names and certificates of domains: a look at them is a look at infrastructure.

const rndc = byVerb({
  read: 'status zonestatus showzone dnssec dumpdb recursing stats validation secroots tsig-list',
  change:
    'reload reconfig refresh retransfer notify freeze thaw addzone modzone loadkeys sign querylog trace sync managed-keys nta serve-stale flush flushname flushtree',
  destroy: 'delzone stop halt',
  values: '-s -p -c -k -y -b',
});

/** https://doc.powerdns.com/authoritative/manpages/pdnsutil.1.html */
const pdnsutil: Reading = (run) => {
  const [verb, ...rest] = plain(run.args);
  const name = verb?.value ?? '';
  const kind: Found['kind'] =
    name === '' || /^(?:list|show|check|export|hash|test|bench|get|b2b)/.test(name)
      ? 'read'
      : /^(?:delete|clear|remove|disable|deactivate|unpublish|unset)/.test(name)
        ? 'destroy'
        : 'change';
  return { kind, operation: `pdnsutil ${name}`.trim(), target: said(rest), words: [verb] };
};

const dnscontrol = byVerb({
  read: 'preview check print-ir print-dnsfig get-zones get-zone check-creds version write-types fmt ppreview',
  change: 'push create-domains init ppush get-certs',
});

/** https://github.com/octodns/octodns */
const octodns: Reading = (run) => ({
  kind: has(run, /^--doit$/) ? 'change' : 'read',
  operation: 'octodns-sync',
  target: said(plain(run.args)),
});

const lexicon: Reading = (run) => {
  const verb = run.args.find(({ value }) => /^(?:create|update|delete|list)$/.test(value));
  const kinds = { create: 'change', update: 'change', delete: 'destroy', list: 'read' } as const;
  const kind = verb === undefined ? 'unknown' : kinds[verb.value as keyof typeof kinds];
  return { kind, operation: `lexicon ${verb?.value ?? ''}`.trim(), target: said(plain(run.args)) };
};

const cli53 = byVerb({
  read: 'list export rrlist instances validate dnssec-status',
  change: 'create import rrcreate',
  destroy: 'delete rrdelete rrpurge',
});

const certbot = byVerb({
  read: 'certificates show_account plugins help',
  change: 'run certonly renew install enhance register update_account rollback reconfigure manual',
  destroy: 'revoke delete unregister',
  values:
    '-d --domain --domains -w --webroot-path -m --email --cert-name --cert-path --key-path --preferred-challenges --deploy-hook --pre-hook --post-hook --config-dir --work-dir --logs-dir --server -a -i --authenticator --installer',
  rehearsal: /^--(?:dry-run|test-cert)$/,
  bare: 'change',
});

/** https://github.com/acmesh-official/acme.sh/wiki/Options-and-Params */
const acme: Reading = (run) => ({
  kind: has(run, /^--(?:revoke|remove|uninstall|deactivate.*)$/)
    ? 'destroy'
    : has(run, /^--(?:list|info|version|help|show-csr)$|^-h$/) || run.args.length === 0
      ? 'read'
      : 'change',
  operation: 'acme.sh',
  target: said(run.args),
});

/** A local certificate authority; everything else of openssl works on files. https://docs.openssl.org/master/man1/openssl-ca/ */
const openssl: Reading = (run) => {
  const verb = run.args[0]?.value;
  if (verb !== 'ca' || has(run, /^-(?:help|status|verbose)$/)) return { kind: 'quiet', operation: 'openssl' };
  return {
    kind: has(run, /^-(?:revoke|updatedb)$/) ? 'destroy' : 'change',
    operation: 'openssl ca',
    target: said(run.args.slice(1)),
    note: 'It writes to the database of a certificate authority.',
  };
};

/** https://smallstep.com/docs/step-cli/reference/ca/ */
const step: Reading = (run) => {
  const [group, verb, third] = plain(run.args);
  if (group?.value !== 'ca') return { kind: 'quiet', operation: 'step' };
  const name = verb?.value ?? '';
  const kind: Found['kind'] =
    name === '' ||
    /^(?:health|root|roots|federation|bootstrap)$/.test(name) ||
    /^(?:list|get)$/.test(third?.value ?? '')
      ? 'read'
      : name === 'revoke' || third?.value === 'remove'
        ? 'destroy'
        : 'change';
  return { kind, operation: `step ca ${name}`.trim(), target: said(plain(run.args).slice(2)) };
};

const telling = new Map<string, Reading>([
  ['iptables', iptables],
  ['ip6tables', iptables],
  ['iptables-restore', always('change', /^(?:-t|--test|-h|--help|-V|--version)$/)],
  ['ip6tables-restore', always('change', /^(?:-t|--test|-h|--help|-V|--version)$/)],
  [
    'ipset',
    byVerb({
      quiet: 'list test save -L version',
      change: 'create add restore rename swap',
      destroy: 'destroy flush del',
    }),
  ],
  ['firewall-cmd', firewallCmd],
  ['ufw', ufw],
  ['pfctl', pfctl],
  ['nmcli', nmcli],
  ['networksetup', networksetup],
  ['resolvectl', resolvectl],
  ['ifconfig', ifconfig],
  ['tailscale', tailscale],
  ['wg-quick', wgQuick],
  ['nsupdate', always('change', /^-[Vh]$/)],
  ['knsupdate', always('change', /^-[Vh]$/)],
  ['rndc', rndc],
  ['pdnsutil', pdnsutil],
  ['dnscontrol', dnscontrol],
  ['octodns-sync', octodns],
  ['cli53', cli53],
  ['certbot', certbot],
  ['acme.sh', acme],
]);

const ordinary = new Map<string, Reading>([
  ['nft', nft],
  ['ip', ip],
  ['route', route],
  ['tc', tc],
  ['wg', wg],
  ['lexicon', lexicon],
  ['openssl', openssl],
  ['step', step],
]);

function analyze(run: Invocation): readonly Effect[] {
  if (run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper)) && !named.has(run.program))
    return [];
  if (isAmongWords(run) && ordinary.has(run.program) && run.program !== 'nft') return [];
  const reading = telling.get(run.program) ?? ordinary.get(run.program);
  return reading === undefined ? [] : effectsOf('network', run, reading(run));
}

/** What reaches a domain does so from a container as well. */
const named = new Set(
  'nsupdate knsupdate rndc pdnsutil dnscontrol octodns-sync lexicon cli53 certbot acme.sh step'.split(' '),
);

export const network: Analyzer = {
  id: 'network',
  programs: [...telling.keys()],
  aliases: [...ordinary.keys()],
  analyze,
};
