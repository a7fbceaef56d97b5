/**
 * Configuration of machines: Ansible, Chef, Puppet, Salt, NixOS. https://docs.ansible.com/ansible/latest/command_guide/
 * https://docs.chef.io/workstation/knife/ https://www.puppet.com/docs/puppet/8/services_commands
 * https://docs.saltproject.io/en/latest/ref/cli/ https://nixos.wiki/wiki/Nixos-rebuild
 *
 * Handles `ansible-playbook -i prod site.yml --check`, `ansible web -m shell -a 'rm -rf /data' -b`, `ansible all -m ping`,
 * `ansible-vault view f`, `knife node delete web -y`, `puppet apply --noop`, `salt 'web*' state.apply test=True`,
 * `salt '*' cmd.run 'uptime'`, `nixos-rebuild switch --target-host web`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { lookers } from './everyday.ts';
import { has, tabled } from './table.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

const ansibleValues = names(
  '-i --inventory --inventory-file -l --limit -e --extra-vars -t --tags --skip-tags -u --user -m --module-name -a --args -f --forks -M --module-path --vault-id --vault-password-file -c --connection -T --timeout --private-key --key-file --become-user --become-method --start-at-task --playbook-dir --ssh-common-args --sftp-extra-args --scp-extra-args --ssh-extra-args -B --background -P --poll --task-timeout --become-password-file --connection-password-file',
);

/** Modules that only look, whatever they are given. https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ */
const lookingModules = names(
  'ping setup debug stat gather_facts service_facts package_facts getent assert find slurp fetch wait_for wait_for_connection fail win_ping win_stat mount_facts',
);

/** A command of words alone whose program only looks. */
const looks = (text: string): boolean =>
  /^[\w\s./:=@%,+-]+$/.test(text) &&
  !/^\s*(?:env\s+\S|hostname\s+(?!-[fsdiIA]\b))/.test(text) &&
  (lookers.has(/^\s*(?:\S*\/)?([\w.-]+)/.exec(text)?.[1] ?? '') ||
    /^\s*systemctl\s+(?:status|is-active|list-units)\b/.test(text)) &&
  !/^\s*(?:find|sort|date|hostname|dmesg|journalctl)\b.*\s(?:-delete|-exec\w*|-o|-s|--set|--vacuum\S*|-[cC]|-fprint\w*)\b/.test(
    text,
  );

const inventoryOf = (run: Invocation, call: Surroundings, options: Options) =>
  placeOf(
    run,
    [
      'inventory',
      lastOption(options, '-i', '--inventory', '--inventory-file')?.value?.value ??
        variable(run, call, 'ANSIBLE_INVENTORY'),
    ],
    ['limit', lastOption(options, '-l', '--limit')?.value?.value],
  );

function playbook(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: ansibleValues, clusters: true });
  const said = {
    tool: run.program,
    operation: 'run',
    ...targetOf(options.words.map(({ value }) => value).join(' ')),
    ...inventoryOf(run, call, options),
    spans: spansOf(
      run.name,
      ...options.words,
      lastOption(options, '-l', '--limit'),
      lastOption(options, '-i', '--inventory'),
    ),
  };
  if (has(options, '--list-hosts', '--list-tasks', '--list-tags', '--syntax-check', '--version', '-h', '--help'))
    return [read(said)];
  const open = options.words.some((word) => !word.known && !/\.ya?ml$/.test(shapeOf(word)));
  if (has(options, '-C', '--check') && !open)
    return [read({ ...said, operation: 'run --check', note: 'A dry run, but for tasks that switch it off.' })];
  return [change(said)];
}

function adHoc(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: ansibleValues, clusters: true });
  const [pattern, ...others] = options.words;
  const module = lastOption(options, '-m', '--module-name')?.value;
  const text = lastOption(options, '-a', '--args')?.value;
  const name = (module?.value ?? 'command').replace(/^ansible\.(?:builtin|windows)\./, '');
  const said = {
    tool: 'ansible',
    operation: name,
    ...targetOf([text?.value, pattern === undefined ? undefined : `on ${pattern.value}`].filter(Boolean).join(' ')),
    ...inventoryOf(run, call, options),
    spans: spansOf(run.name, pattern, module, text),
  };
  if (has(options, '--list-hosts', '--syntax-check', '--version', '-h', '--help') || run.args.length === 0)
    return [read(said)];
  if (module?.known === false || others.length > 0)
    return [unknown({ ...said, note: 'Which module runs is known only when it runs.' })];
  if (lookingModules.has(name)) return [read(said)];
  if (/^(?:command|shell|raw|win_command|win_shell)$/.test(name)) {
    if (text?.known === true && looks(text.value)) return [read(said)];
    return has(options, '-C', '--check') && name !== 'raw'
      ? [read({ ...said, note: 'A dry run: nothing is changed.' })]
      : [unknown({ ...said, note: 'What it does on the other machines is not known.' })];
  }
  if (has(options, '-C', '--check')) return [read({ ...said, note: 'A dry run: nothing is changed.' })];
  return [/\bstate=["']?absent\b/.test(text?.value ?? '') ? destroy(said) : change(said)];
}

const ansible: readonly Analyzer[] = [
  { id: 'ansible-playbook', programs: ['ansible-playbook', 'ansible-pull'], analyze: playbook },
  { id: 'ansible', programs: ['ansible'], analyze: adHoc },
  tabled({
    programs: ['ansible-galaxy'],
    commands: `
      read list, info, search, role|collection list|info|search|verify
      local install, init, build, role|collection install|init|build|download|remove, remove, collection download
      change publish, collection publish, import, role import|setup, setup, login
      destroy delete, role delete`,
    values: '-p --roles-path --collections-path -r --role-file -s --server --token --api-key --timeout',
  }),
  tabled({
    programs: ['ansible-vault'],
    commands: `
      read view
      local encrypt_string, encrypt, create
      change edit, decrypt, rekey`,
    values:
      '--vault-id --vault-password-file --encrypt-vault-id --new-vault-id --new-vault-password-file -n --name --output',
    notes: { decrypt: 'The secrets then lie open in the file.' },
  }),
  tabled({ programs: ['ansible-inventory', 'ansible-doc'], commands: '', bare: 'read', otherwise: 'read' }),
  tabled({ programs: ['ansible-config'], commands: 'read list, dump, view, init, validate', bare: 'read' }),
  tabled({ programs: ['ansible-console'], commands: '', bare: 'open', otherwise: 'open', values: '-i -u -l' }),
];

const knife = tabled({
  programs: ['knife'],
  commands: `
    read status, search, diff, show, list, deps, ssl check|fetch, recipe list, config get|list|show, node run_list show, data bag show|list, tag list, cookbook site list|search|show, supermarket list|search|show|download, help, environment compare, user list|show, acl show, group list|show, license, opc list
    local cookbook create, cookbook metadata, cookbook site download, configure client, serve
    change upload, edit, download, node run_list add|set|remove, node from file, role from file, environment from file, data bag from file, tag create, bootstrap, cookbook upload, configure, config use, cookbook site share|install, supermarket share|install, rehash, acl add, group add, group create, vault create|update|edit|rotate|refresh
    destroy delete, tag delete, cookbook bulk delete, node bulk delete, role bulk delete, client bulk delete, cookbook site unshare, supermarket unshare, acl remove, group remove, group destroy, vault delete|remove
    open ssh, exec, raw, xargs, winrm, job start, wsman`,
  nouns:
    'node role environment client cookbook data user org key ec2 azure azurerm google gce vsphere openstack rackspace linode digital_ocean digitalocean vault policy policy_group group acl job vcenter artifact backup block',
  verbs: `
    read list|show|status|search|compare|diff|get
    change create|edit|upload|add|set|update|start|stop|restart|reregister|from|copy|rotate|refresh|export|restore|download
    destroy delete|remove|purge|destroy|bulk|clean`,
  values:
    '-c --config -s --server-url -u --user -k --key -E --environment -F --format -z -a --attribute -o --cookbook-path -x --ssh-user -i -N --node-name -r --run-list -P',
  place: [
    ['server', '-s --server-url'],
    ['environment', '-E --environment'],
  ],
});

const chefClient = tabled({
  programs: ['chef-client', 'chef-solo', 'chef-apply', 'chef-run', 'cinc-client'],
  commands: '',
  bare: 'change',
  otherwise: 'change',
  values:
    '-o --override-runlist -j --json-attributes -c --config -r --runlist -E --environment -N --node-name -S --server -l --log_level -i --interval',
  unless: ({ options }) =>
    has(options, '-W', '--why-run') ? { kind: 'read', note: 'A dry run: nothing is changed.' } : undefined,
});

const puppet = tabled({
  programs: ['puppet'],
  commands: `
    read help, describe, doc, config print, facts, lookup, catalog find|compile, module list|search|changes, parser validate|dump, node find, status find, ssl show|verify, ca list, cert list|print|fingerprint|verify, epp validate|dump|render, report, strings, query, man, filebucket get|diff|list, key find, resource, job show|list, task show, plan show, access show
    local generate, module install|build|generate|uninstall|upgrade, strings generate
    change agent, apply, device, config set|delete, cert sign|generate|revoke, ca sign|generate|revoke|setup|import, ssl bootstrap|submit_request|download_cert|generate_request, job run|stop, task run, plan run, script run, code deploy, access login, infrastructure, filebucket backup|restore, catalog apply|download|save, enterprise, facts upload, node enable|disable, db import|export, backup create|restore
    destroy cert clean, ca clean|delete, ssl clean, node clean|deactivate|purge, access delete-token-file`,
  values:
    '--environment --server --certname --modulepath --confdir --vardir --hiera_config -e --execute --node -l --logdest --masterport --color',
  place: [
    ['environment', '--environment'],
    ['server', '--server'],
  ],
  unless: ({ operation, options, words }) => {
    if (/^(?:agent|apply|device)$/.test(operation) && has(options, '--noop') && !has(options, '--no-noop'))
      return { kind: 'read', note: 'A dry run: nothing is changed.' };
    if (operation === 'agent' && has(options, '--configprint', '--fingerprint')) return { kind: 'read' };
    if (operation === 'resource') {
      const sets = words.some(({ value }) => value.includes('='));
      return {
        kind: words.some(({ value }) => /^ensure=(?:absent|purged)/.test(value)) ? 'destroy' : sets ? 'change' : 'read',
      };
    }
    return undefined;
  },
});

const saltReads =
  /^(?:test\.|grains\.(?:items|item|get|ls|fetch|has_value)|pillar\.(?:items|item|get|ls|raw|keys)|state\.(?:show_\w+|sls_exists|sls_id_show)|status\.|sys\.|disk\.(?:usage|inodeusage|percent)|network\.(?:ip_addrs|interfaces|ping|netstat|active_tcp|get_hostname|hw_addr|dig|traceroute|arp|routes)|pkg\.(?:list_\w+|version|latest_version|upgrade_available|available_version|info_installed)|service\.(?:status|get_all|available|enabled|get_running|get_enabled)|user\.(?:info|list_\w+|getent)|file\.(?:exists|file_exists|directory_exists|stats|read|readdir|find|get_\w+|check_hash|contains)|cp\.(?:list_\w+|hash_file)|saltutil\.(?:running|find_job|is_running|list_extmods)|config\.get|mine\.get|match\.|cmd\.which|ps\.(?!kill|pkill)|jobs\.|manage\.(?:status|up|down|alived|not_alived|present|not_present|list_state|list_not_state|versions|lane_stats|allowed|joined|get_stats)|cache\.(?:grains|pillar|mine)|fileserver\.(?:file_list|dir_list|envs)|doc\.|git\.(?:status|log|version|rev_parse|list_\w+)|docker\.(?:ps|images|info|version|logs|inspect\w*))/;
const saltDestroys =
  /(?:^|\.)(?:remove|purge|delete|absent|rm|rmdir|drop\w*|terminate|destroy\w*|kill\w*|wipe|uninstall|poweroff|halt|shutdown|\w+_remove|remove_\w+|db_remove|delete_\w+)$/;

const saltValues = names(
  '-c --config-dir -t --timeout -b --batch --batch-size --out --output -l --log-level --return --config --file-root --pillar-root --id --master -u --username -a --auth --subset --output-file --state-output --saltenv --metadata -i --user --roster --roster-file --priv --hash-type --state-verbose --return-config',
);

function saltEffects(run: Invocation): readonly Effect[] {
  const options = readOptions(run.args, { values: saltValues, clusters: true });
  const withTarget = run.program === 'salt' || run.program === 'salt-ssh';
  const target = withTarget ? options.words[0] : undefined;
  const [called, ...rest] = options.words.slice(withTarget ? 1 : 0);
  const said = {
    tool: run.program,
    operation: called?.value ?? 'help',
    ...targetOf(
      [...rest.map(({ value }) => value), target === undefined ? undefined : `on ${target.value}`]
        .filter(Boolean)
        .join(' '),
    ),
    ...placeOf(run),
    spans: spansOf(run.name, target, called, ...rest),
  };
  if (
    has(options, '--version', '-h', '--help', '--versions-report', '-d', '--doc') ||
    (called === undefined && target === undefined)
  )
    return [read(said)];
  if (has(options, '-r', '--raw') && run.program === 'salt-ssh')
    return [unknown({ ...said, note: 'What it does on the other machines is not known.' })];
  if (called === undefined || !called.known)
    return [unknown({ ...said, note: 'Which function runs is known only when it runs.' })];
  const { kind, note } = saltKind(called.value, rest);
  return [make[kind]({ ...said, ...noteOf(note) })];
}

function saltKind(called: string, words: readonly Word[]): { readonly kind: EffectKind; readonly note?: string } {
  if (/^cmd\.(?:run|run_all|run_stdout|shell|script|exec_code|powershell|run_\w+)$/.test(called)) {
    const [text] = words;
    if (text?.known === true && looks(text.value)) return { kind: 'read' };
    return { kind: 'unknown', note: 'What it does on the other machines is not known.' };
  }
  if (words.some(({ value }) => /^removekeys=/i.test(value)))
    return { kind: 'destroy', note: 'Keys of minions are deleted.' };
  if (saltReads.test(called)) return { kind: 'read' };
  if (/^state\./.test(called)) {
    const tests = words.filter(({ value }) => /^test=/.test(value));
    if (tests.length > 0 && tests.every(({ value, known }) => known && /^test=True$/i.test(value)))
      return { kind: 'read', note: 'A dry run: nothing is changed.' };
  }
  if (saltDestroys.test(called)) return { kind: 'destroy' };
  return /^\w+\.\w+$/.test(called) ? { kind: 'change' } : { kind: 'unknown' };
}

const saltKey: Analyzer = {
  id: 'salt-key',
  programs: ['salt-key'],
  analyze: (run) => {
    const options = readOptions(run.args, {
      values: names('-a --accept -r --reject -d --delete -l --list -f --finger -p --print -c --config-dir --gen-keys'),
      clusters: true,
    });
    const said = {
      tool: 'salt-key',
      operation: 'keys',
      ...targetOf(run.args.map(({ value }) => value).join(' ')),
      spans: spansOf(run.name, ...run.args),
    };
    if (options.options.some(({ name }) => /^(?:-d|-D|--delete|--delete-all)$/.test(name))) return [destroy(said)];
    return options.options.some(({ name }) =>
      /^(?:-a|-A|-r|-R|--accept|--accept-all|--reject|--reject-all|--gen-keys|--gen-signature)$/.test(name),
    )
      ? [change(said)]
      : [read(said)];
  },
};

const saltCloud: Analyzer = {
  id: 'salt-cloud',
  programs: ['salt-cloud'],
  analyze: (run) => {
    const said = {
      tool: 'salt-cloud',
      operation: 'run',
      ...targetOf(run.args.map(({ value }) => value).join(' ')),
      spans: spansOf(run.name, ...run.args),
    };
    if (run.args.some(({ value }) => /^(?:-d|--destroy)$/.test(value))) return [destroy(said)];
    const list = /^(?:-Q|--query|-F|--full-query|-S|--select-query|--list-.*|--help|-h|--version)(?:=|$)/;
    return run.args.every(({ value }) => !value.startsWith('-') || list.test(value)) ? [read(said)] : [change(said)];
  },
};

const salt: readonly Analyzer[] = [
  { id: 'salt', programs: ['salt', 'salt-call', 'salt-ssh', 'salt-run'], analyze: saltEffects },
  saltKey,
  saltCloud,
  tabled({ programs: ['salt-cp'], commands: '', bare: 'read', otherwise: 'change' }),
];

const nixosRebuild = tabled({
  programs: ['nixos-rebuild', 'nixos-rebuild-ng', 'darwin-rebuild'],
  commands: `
    read dry-build, dry-run, dry-activate, list-generations, repl, check, changelog
    local build, build-vm, build-vm-with-bootloader, build-image
    change switch, boot, test, edit, activate`,
  values:
    '--flake --target-host --build-host --profile-name -p -I --option --max-jobs -j --cores --attr -A --file -f --specialisation -c',
  place: [
    ['', '--target-host'],
    ['flake', '--flake'],
  ],
});

/** Tools that configure machines. */
export const configurationTools: readonly Analyzer[] = [...ansible, knife, chefClient, puppet, ...salt, nixosRebuild];
