/**
 * Programs that Windows brings along and that change the machine: services, the registry, accounts, timed jobs, disks.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands
 *
 * Handles `sc delete X`, `sc \\web1 stop X`, `reg add HKLM\… /v …`, `net user bob /delete`, `net stop X`, `schtasks /create`,
 * `format D: /q`, `netsh advfirewall …`, `bcdedit /set`, `vssadmin delete shadows`, `wmic … call`, `icacls C:\… /grant`,
 * `appcmd stop site`, `iisreset`, `psexec \\web1 cmd`. What only looks (`sc query`, `reg query`, `net use`) says nothing.
 */
import type { EffectKind } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { effectsOf, type Found, has, isAmongWords, type Reading, said } from './verbs.ts';

const isSwitch = (word: Word): boolean => /^[/-]/.test(shapeOf(word));
const plain = (args: readonly Word[]): readonly Word[] => args.filter((word) => !isSwitch(word));
const asksHelp = (run: Invocation): boolean =>
  run.args.length === 0 || has(run, /^(?:\/\?|-\?|\/h|\/help|-help|--help)$/i);

interface Verbs {
  readonly quiet: string;
  readonly change: string;
  readonly destroy: string;
}

const kindsOf = ({ quiet, change, destroy }: Verbs): ReadonlyMap<string, Found['kind']> =>
  new Map(
    (
      [
        ['quiet', quiet],
        ['change', change],
        ['destroy', destroy],
      ] as const
    ).flatMap(([kind, names]) =>
      names
        .split(' ')
        .filter(Boolean)
        .map((name) => [name, kind] as const),
    ),
  );

/** The verb is the first word that is no machine's name: `sc \\web1 stop spooler`. */
const byWord = (verbs: Verbs): Reading => {
  const kinds = kindsOf(verbs);
  return (run) => {
    const words = plain(run.args).filter(({ value }) => !/^\\\\/.test(value));
    const [verb, ...rest] = words;
    if (asksHelp(run) || verb === undefined) return { kind: 'quiet', operation: run.program };
    const kind = verb.known ? kinds.get(verb.value.toLowerCase()) : undefined;
    return {
      kind: kind ?? 'unknown',
      operation: `${run.program} ${verb.value}`,
      target: said(rest),
      ...(kind === undefined ? { note: 'What this verb does is not known.' } : {}),
      words: [verb],
    };
  };
};

/** The verb is a switch: `schtasks /delete /tn x`. */
const bySwitch = (verbs: Verbs, otherwise: EffectKind | 'quiet' = 'quiet'): Reading => {
  const kinds = kindsOf(verbs);
  return (run) => {
    if (asksHelp(run)) return { kind: 'quiet', operation: run.program };
    const verb = run.args.find(({ value }) => kinds.has(value.slice(1).toLowerCase()) && /^[/-]/.test(value));
    const kind = verb === undefined ? otherwise : (kinds.get(verb.value.slice(1).toLowerCase()) ?? otherwise);
    return {
      kind,
      operation: [run.program, verb?.value].filter(Boolean).join(' '),
      target: said(plain(run.args)),
      words: [verb],
    };
  };
};

const service = byWord({
  quiet:
    'query queryex qc qdescription qfailure qprivs qtriggerinfo qsidtype qpreferrednode qprotection getdisplayname getkeyname enumdepend showsid sdshow interrogate querylock',
  change:
    'start pause continue control create config description failure failureflag sidtype privs sdset boot lock preferrednode triggerinfo managedaccount',
  destroy: 'stop delete',
});

const registry = byWord({
  quiet: 'query compare export',
  change: 'add copy import restore save load unload flags',
  destroy: 'delete',
});

const accountWords =
  /^(?:\/(?:add|delete|del|active.*|domain|times.*|expires.*|passwordchg.*|passwordreq.*|random|y))$/i;

/** `net user bob x /add`, `net stop spooler`, `net use Z: …`. */
const net: Reading = (run) => {
  const [verb, ...rest] = plain(run.args);
  const operation = `${run.program} ${verb?.value ?? ''}`.trim();
  const details = { operation, target: said(rest), words: [verb] };
  switch (verb?.value.toLowerCase()) {
    case 'start':
      return { ...details, kind: rest.length === 0 ? 'quiet' : 'change' };
    case 'stop':
    case 'pause':
      return { ...details, kind: 'destroy' };
    case 'continue':
      return { ...details, kind: 'change' };
    case 'user':
    case 'localgroup':
    case 'group':
    case 'accounts':
    case 'computer': {
      if (has(run, /^\/del(?:ete)?$/i)) return { ...details, kind: 'destroy' };
      const sets = run.args.some(({ value }) => accountWords.test(value) && !/^\/domain$/i.test(value));
      return {
        ...details,
        kind:
          sets ||
          (verb.value.toLowerCase() === 'user' && rest.length > 1) ||
          has(run, /^\/(?:force|minpw|maxpw|unique|lock)/i)
            ? 'change'
            : 'quiet',
      };
    }
    case 'share':
    case 'session':
    case 'file':
      if (has(run, /^\/(?:delete|d|close)$/i)) return { ...details, kind: 'destroy' };
      return { ...details, kind: rest.some(({ value }) => value.includes('=')) ? 'change' : 'quiet' };
    case undefined:
    case 'use':
    case 'view':
    case 'statistics':
    case 'config':
    case 'time':
    case 'help':
    case 'helpmsg':
    case 'print':
      return { ...details, kind: has(run, /^\/(?:set|setsntp.*|delete)$/i) ? 'change' : 'quiet' };
    default:
      return { ...details, kind: 'unknown', note: 'What this verb does is not known.' };
  }
};

/** `netsh interface show …`, `netsh advfirewall set …`: the verb stands behind the context. */
const netsh: Reading = (run) => {
  const words = run.args.filter(({ value }) => !/^-[a-z]$/i.test(value));
  const verb = words.find(({ value }) =>
    /^(?:show|dump|help|\?|add|set|delete|reset|import|export|start|stop|connect|disconnect|install|uninstall|flush|exec)$/i.test(
      value,
    ),
  );
  const details = {
    operation: `netsh ${said(words.slice(0, verb === undefined ? 2 : words.indexOf(verb) + 1))}`,
    words: [verb],
  };
  if (
    asksHelp(run) ||
    (verb !== undefined && /^(?:show|dump|help|\?|export|connect|disconnect|start)$/i.test(verb.value))
  )
    return { ...details, kind: 'quiet' };
  if (verb === undefined)
    return { ...details, kind: 'unknown', note: 'Opens something in which anything can be done.' };
  return {
    ...details,
    kind: /^(?:delete|reset|uninstall|stop)$/i.test(verb.value) ? 'destroy' : 'change',
    target: said(words.slice(words.indexOf(verb) + 1)),
  };
};

/** `wmic process list`, `wmic os where … call reboot`. */
const wmic: Reading = (run) => {
  const verb = run.args.find(({ value }) => /^(?:call|set|create|delete|list|get|assoc)$/i.test(value));
  const acts = verb !== undefined && /^(?:call|set|create|delete)$/i.test(verb.value);
  return {
    kind: acts
      ? /^delete$/i.test(verb.value) || has(run, /^(?:terminate|uninstall|reboot|shutdown|win32shutdown|stopservice)$/i)
        ? 'destroy'
        : 'change'
      : 'quiet',
    operation: `wmic ${verb?.value ?? ''}`.trim(),
    target: said(run.args),
    words: [verb],
  };
};

const bcdedit = bySwitch({
  quiet: 'enum v export',
  change:
    'set default timeout create copy import displayorder bootsequence toolsdisplayorder bootdebug debug dbgsettings emssettings ems store sysstore mirror hypervisorsettings event',
  destroy: 'delete deletevalue',
});

const schtasks = bySwitch({ quiet: 'query', change: 'create change run', destroy: 'delete end' });

/** It does what a list of commands says, and lists nothing by itself. */
const always =
  (kind: EffectKind): Reading =>
  (run) =>
    has(run, /^(?:\/\?|-\?|--help)$/)
      ? { kind: 'quiet', operation: run.program }
      : { kind, operation: run.program, target: said(run.args) };

const shadows = byWord({ quiet: 'list query', change: 'create add resize revert', destroy: 'delete' });
const events = byWord({
  quiet:
    'el enum-logs gl get-log ep enum-publishers gp get-publisher qe query-events gli get-log-info epl export-log al archive-log',
  change: 'sl set-log im install-manifest',
  destroy: 'cl clear-log um uninstall-manifest',
});
const fsutil: Reading = (run) => {
  const [area, verb] = plain(run.args);
  const looks =
    verb === undefined ||
    /^(?:query\w*|list|enum\w*|info|show\w*|drives|statistics|fsinfo|volumeinfo|ntfsinfo|sectorinfo|drivetype|diskfree|layout|findbysid|valid\w*|get\w*)$/i.test(
      verb.value,
    ) ||
    /^fsinfo$/i.test(area?.value ?? '');
  return {
    kind: looks ? 'quiet' : 'change',
    operation: `fsutil ${said([area, verb].filter((word) => word !== undefined))}`,
    target: said(plain(run.args).slice(2)),
  };
};

const outside = /^(?:[a-z]:[\\/]*(?:$|windows|program|users|inetpub|data)|[\\/]{2})/i;

/** Rights on what lies in the workspace are nobody's loss. */
const rights: Reading = (run) => {
  const [file] = plain(run.args);
  const sets =
    run.program === 'takeown' ||
    has(run, /^[/-](?:[eg]$|grant|deny|remove|reset|setowner|inheritance|restore|substitute|setintegritylevel)/i);
  const target =
    run.program === 'takeown' ? run.args[run.args.findIndex(({ value }) => /^\/f$/i.test(value)) + 1] : file;
  return {
    kind: sets && target !== undefined && (outside.test(target.value) || !target.known) ? 'change' : 'quiet',
    operation: run.program,
    target: target?.value ?? '',
  };
};

const appcmd = byWord({
  quiet: 'list inspect',
  change: 'start add set configure install restore recycle migrate unlock lock backup search',
  destroy: 'stop delete uninstall clear reset',
});
const iisreset: Reading = (run) => ({
  kind: has(run, /^\/(?:status|\?)$/i) ? 'quiet' : 'destroy',
  operation: 'iisreset',
  target: said(run.args),
});

const zones = bySwitch({
  quiet:
    'info enumzones zoneinfo zoneprint enumrecords statistics exportsettings enumdirectorypartitions directorypartitioninfo zoneexport',
  change:
    'config zoneadd recordadd zonerefresh zonereload zoneupdatefromds zonechangedirectorypartition zoneresettype zonepause zoneresume clearcache startscavenging ageallrecords restart',
  destroy: 'zonedelete recorddelete nodedelete',
});
const dism: Reading = (run) => {
  const verb = run.args.find(({ value }) =>
    /^[/-](?:add|remove|enable|disable|apply|set|cleanup|commit|unmount|mount|capture|append|export|split|import|optimize)-/i.test(
      value,
    ),
  );
  const looks =
    verb === undefined ||
    (/cleanup-image/i.test(verb.value) && has(run, /^\/(?:checkhealth|scanhealth|analyzecomponentstore)$/i));
  return {
    kind: looks ? 'quiet' : 'change',
    operation: `dism ${verb?.value ?? ''}`.trim(),
    target: said(run.args.filter((word) => word !== verb)),
    words: [verb],
  };
};
const cipher: Reading = (run) => ({
  kind: has(run, /^\/w/i) ? 'destroy' : has(run, /^\/[ed]/i) ? 'change' : 'quiet',
  operation: 'cipher',
  target: said(run.args),
});
const bitlocker = bySwitch({
  quiet: 'status',
  change: 'on lock unlock autounlock protectors pause resume changepin changepassword changekey upgrade setidentifier',
  destroy: 'off wipefreespace forcerecovery',
});
const power = bySwitch({
  quiet:
    'list l query q devicequery a availablesleepstates energy batteryreport sleepstudy requests waketimers lastwake getactivescheme',
  change: 'change x setactive s import changename duplicatescheme setacvalueindex setdcvalueindex hibernate h',
  destroy: 'delete d',
});
const installer = bySwitch({ quiet: 'a i package p update f j', change: '', destroy: 'x uninstall' });
const defender = bySwitch({
  quiet: 'scan getfiles signatureupdate listalldynamicsignatures',
  change: 'restore adddynamicsignature',
  destroy: 'removedefinitions removedynamicsignature resetplatform revertplatform',
});
const domain = byWord({
  quiet: 'query verify',
  change: 'add join movent4bdc rename renamecomputer move resetpwd reset trust time computername',
  destroy: 'remove',
});
const replication = bySwitch({
  quiet: 'showrepl replsummary showbackup queue showutdvec showobjmeta showattr bridgeheads istg',
  change: 'syncall replicate add sync options kcc prp',
  destroy: 'delete removelingeringobjects',
});
const hosting = byWord({
  quiet: 'get list status show',
  change: 'set start create add',
  destroy: 'stop delete remove',
});
const wsl: Reading = (run) => {
  const acts = has(run, /^--(?:unregister|terminate|shutdown|uninstall)$|^-t$/);
  return {
    kind: has(run, /^--unregister$/) ? 'destroy' : 'quiet',
    operation: `wsl ${acts ? '--unregister' : ''}`.trim(),
    target: said(plain(run.args)),
  };
};
/** It runs something on another machine. */
const elsewhere: Reading = (run) => {
  const host = run.args.find(({ value }) => /^\\\\|^[/-]r(?:emote)?:/i.test(value));
  return host === undefined && run.program.startsWith('ps')
    ? { kind: 'quiet', operation: run.program }
    : {
        kind: 'unknown',
        operation: run.program,
        target: said(run.args),
        note: 'What it does on the other machine is not known.',
      };
};
const remoteManagement: Reading = (run) => ({
  kind:
    has(run, /^(?:set|s|create|c|delete|d|invoke|i|quickconfig|qc)$/i) &&
    !has(run, /^(?:get|g|enumerate|e|identify|id)$/i)
      ? 'change'
      : 'quiet',
  operation: run.program,
  target: said(run.args),
});
/** `certutil -addstore root x.cer`; `-urlcache` only fetches. */
const certutil: Reading = (run) => ({
  kind: has(run, /^[/-](?:delstore|revoke|deleterow|deletehelloContainer)$/i)
    ? 'destroy'
    : has(
          run,
          /^[/-](?:addstore|importpfx|dspublish|setreg|installcert|repairstore|sign|resubmit|publish|setextension|crl)$/i,
        )
      ? 'change'
      : 'quiet',
  operation: 'certutil',
  target: said(run.args),
});
/** Programs that run what a file or an address holds. */
const loader: Reading = (run) => {
  const hidden =
    /^(?:mshta|regsvr32)$/.test(run.program) ||
    has(run, /^(?:javascript:|vbscript:|https?:|shell32|url\.dll|powrprof)/i);
  return {
    kind: hidden ? 'unknown' : 'quiet',
    operation: run.program,
    target: said(run.args),
    note: 'It runs code that it does not show.',
  };
};

const telling = new Map<string, Reading>([
  ['schtasks', schtasks],
  ['netsh', netsh],
  ['wmic', wmic],
  ['bcdedit', bcdedit],
  ['bootrec', always('change')],
  ['bcdboot', always('change')],
  ['diskpart', always('unknown')],
  ['vssadmin', shadows],
  ['wbadmin', byWord({ quiet: 'get', change: 'start enable restore', destroy: 'delete stop disable' })],
  ['wevtutil', events],
  ['fsutil', fsutil],
  ['icacls', rights],
  ['cacls', rights],
  ['takeown', rights],
  ['appcmd', appcmd],
  ['iisreset', iisreset],
  ['dnscmd', zones],
  ['dism', dism],
  ['manage-bde', bitlocker],
  ['powercfg', power],
  ['msiexec', installer],
  ['mpcmdrun', defender],
  ['dsadd', always('change')],
  ['dsmod', always('change')],
  ['dsmove', always('change')],
  ['dsrm', always('destroy')],
  ['ntdsutil', always('unknown')],
  ['ldifde', (run) => ({ kind: has(run, /^-i$/i) ? 'change' : 'quiet', operation: 'ldifde', target: said(run.args) })],
  ['csvde', (run) => ({ kind: has(run, /^-i$/i) ? 'change' : 'quiet', operation: 'csvde', target: said(run.args) })],
  ['netdom', domain],
  ['repadmin', replication],
  ['servermanagercmd', bySwitch({ quiet: 'query q', change: 'install i', destroy: 'remove r' })],
  ['winrs', elsewhere],
  ['psexec', elsewhere],
  ['psexec64', elsewhere],
  ['winrm', remoteManagement],
  ['gpupdate', always('change')],
  ['certutil', certutil],
  ['regsvr32', loader],
  ['mshta', loader],
  ['wsl', wsl],
  [
    'msdeploy',
    (run) => ({
      kind:
        has(run, /^-verb:(?:dump|getdependencies|getparameters|getsystem\w*)/i) || has(run, /^-whatif$/i)
          ? 'quiet'
          : has(run, /^-verb:delete/i)
            ? 'destroy'
            : 'change',
      operation: 'msdeploy',
      target: said(run.args),
    }),
  ],
  ['lodctr', always('change')],
  [
    'sqlpackage',
    (run) => ({
      kind: has(run, /^[/-]{1,2}a(?:ction)?:(?:publish|import)$/i) ? 'change' : 'quiet',
      operation: 'sqlpackage',
      target: said(run.args),
    }),
  ],
  [
    'bcp',
    (run) => ({
      kind: has(run, /^in$/i) ? 'change' : 'quiet',
      operation: 'bcp',
      target: plain(run.args)[0]?.value ?? '',
    }),
  ],
  [
    'sfc',
    (run) => ({
      kind: has(run, /^\/scannow|^\/scanfile/i) ? 'change' : 'quiet',
      operation: 'sfc',
      target: said(run.args),
    }),
  ],
  ['tsshutdn', always('destroy')],
  [
    'nltest',
    (run) => ({
      kind: has(run, /^\/(?:sc_reset|sc_change_pwd|server_reset|dsregdns|dsderegdns|force)/i) ? 'change' : 'quiet',
      operation: 'nltest',
      target: said(run.args),
    }),
  ],
  ['netcfg', hosting],
  [
    'vmrun',
    byWord({
      quiet:
        'list listsnapshots listprocessesinguest listdirectoryinguest getguestipaddress checktoolsstate fileexistsinguest readvariable',
      change:
        'start reset suspend pause unpause snapshot clone runprograminguest runscriptinguest copyfilefromhosttoguest writevariable upgradevm installtools',
      destroy: 'stop deletevm deletesnapshot reverttosnapshot killprocessinguest deletefileinguest',
    }),
  ],
]);

/** Names that are words of every text. */
const ordinary = new Map<string, Reading>([
  ['sc', service],
  ['reg', registry],
  ['net', net],
  ['net1', net],
  [
    'format',
    (run) =>
      run.args.some(({ value }) => /^[a-z]:[\\/]?$/i.test(value))
        ? { kind: 'destroy', operation: 'format', target: said(run.args) }
        : { kind: 'quiet', operation: 'format' },
  ],
  [
    'label',
    (run) => ({
      kind: run.args.some(({ value }) => /^[a-z]:/i.test(value)) ? 'change' : 'quiet',
      operation: 'label',
      target: said(run.args),
    }),
  ],
  [
    'convert',
    (run) => ({ kind: has(run, /^\/fs:/i) ? 'change' : 'quiet', operation: 'convert', target: said(run.args) }),
  ],
  ['cipher', cipher],
  [
    'regedit',
    (run) => ({
      kind: has(run, /\.reg$/i) && !has(run, /^\/e$/i) ? 'change' : 'quiet',
      operation: 'regedit',
      target: said(run.args),
    }),
  ],
  ['regini', always('change')],
  ['rundll32', loader],
  [
    'setx',
    (run) => ({
      kind: asksHelp(run) ? 'quiet' : 'change',
      operation: 'setx',
      target: said(run.args.slice(0, 1)),
      note: 'It sets a variable for everything that starts later.',
    }),
  ],
  [
    'logoff',
    (run) => ({ kind: run.args.length > 0 ? 'change' : 'quiet', operation: 'logoff', target: said(run.args) }),
  ],
]);

export const windows: Analyzer = {
  id: 'windows',
  programs: [...telling.keys()],
  aliases: [...ordinary.keys()],
  // Where they say nothing, what stands behind them is read all the same: `wsl terraform apply`.
  partial: true,
  analyze(run) {
    if (isAmongWords(run) && ordinary.has(run.program)) return [];
    const reading = telling.get(run.program) ?? ordinary.get(run.program);
    return reading === undefined ? [] : effectsOf('machine', run, reading(run));
  },
};
