/**
 * More tools that configure or deploy to machines: Bolt, r10k, Chef Workstation, pyinfra, Colmena, NixOps, Morph,
 * nixos-anywhere, CFEngine, Ansible's navigator and runner; Kamal, Teleport.
 * https://www.puppet.com/docs/bolt/latest/bolt_command_reference https://github.com/puppetlabs/r10k
 * https://docs.chef.io/workstation/ctl_chef/ https://docs.pyinfra.com/en/3.x/cli.html https://colmena.cli.rs/unstable/reference/cli.html
 * https://nixops.readthedocs.io https://ansible.readthedocs.io/projects/navigator/subcommands/ https://kamal-deploy.org/docs/commands/
 *
 * Handles `bolt command run 'reboot' -t web`, `pyinfra inventory.py deploy.py --dry`, `colmena apply --on web`,
 * `ansible-navigator run site.yml --check`, `kamal deploy -d production`.
 */
import type { Analyzer } from './analyzer.ts';
import { has, tabled } from './table.ts';

const dry = /^--(?:dry-?run|noop|check|dry)$/;

const bolt = tabled({
  programs: [],
  aliases: ['bolt'],
  commands: `
    read help, version, inventory show, group show, guide, lookup, module show, plan show, task show, policy show, plugin show
    local module add|install|generate-types, plan new|convert, project init|migrate, secret createkeys|encrypt|decrypt, module generate-types
    change file upload, plan run~, task run~, apply~, policy apply~
    read file download
    open command run, script run`,
  values:
    '-t --targets -n --nodes -q --query --rerun -u --user -p --password --private-key -i --inventoryfile --modulepath --project --run-as --params -c --concurrency -e --execute',
  dry,
  place: [['targets', '-t --targets -n --nodes -q --query']],
});

const r10k = tabled({
  programs: ['r10k'],
  commands: `
    read version, help, deploy display, puppetfile check
    local puppetfile install
    change deploy environment|module
    destroy puppetfile purge`,
  values: '-c --config --puppetfile --moduledir',
});

const puppetserver = tabled({
  programs: ['puppetserver'],
  commands: `
    read ca list, version, help
    local dropsonde preview
    change ca sign|generate|setup|import|migrate|enable, gem, start, reload, foreground, dropsonde submit
    destroy ca clean|revoke|delete|prune, stop
    open ruby, irb`,
  values: '--certname --config --ttl',
});

const chef = tabled({
  programs: [],
  aliases: ['chef'],
  commands: `
    read diff, show-policy, describe-cookbook, env, report, supermarket, help, version
    local generate, install, update, export, shell-init, gem, exec, license, capture
    change push, push-archive, undelete
    destroy delete-policy, delete-policy-group, clean-policy-revisions, clean-policy-cookbooks`,
  values: '-c --config -D --debug',
});

const chefServer = tabled({
  programs: ['chef-server-ctl', 'automate-cluster-ctl', 'chef-automate'],
  commands: `
    read status, service-list, show-config, tail, version, help, user-list, user-show, org-list, org-show, list-user-keys, list-client-keys, gather-logs, license status, system-logs, test, diagnose
    change start, restart, reconfigure, upgrade, install, user-create, user-edit, password, org-create, org-user-add, add-user-key, add-client-key, grant-server-admin-permissions, hup, backup, deploy, config, iam, license apply, backup create
    destroy stop, kill, term, cleanse, uninstall, user-delete, org-delete, org-user-remove, delete-user-key, delete-client-key, remove-server-admin-permissions, restore, cleanup-bifrost, backup delete, reindex
    open psql`,
});

const pyinfra = tabled({
  programs: ['pyinfra'],
  commands: '',
  bare: 'read',
  otherwise: 'change',
  values:
    '--user --port --key --password --data --group-data --config --limit --sudo-user --shell-executable --parallel --chdir',
  unless: ({ options, words }) =>
    has(options, '--dry', '--support', '--facts', '--version') ||
    /^(?:fact|debug-inventory)$/.test(words[1]?.value ?? '')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : undefined,
});

const nixDeploy = tabled({
  programs: ['colmena', 'nixops', 'morph'],
  commands: `
    read eval, info, list, repl, show-option, dump-nix-paths, check, show-arguments, export, version, help, list-generations, list-secrets, check-health
    local build, create
    change apply, apply-local, deploy, upload-keys, modify, import, start, rename, backup, push, upload-secrets, clone, set-args, unlock, edit
    destroy destroy, delete, stop, reboot, rollback, clean-backups, remove-backup, restore, delete-resources
    open exec, ssh, ssh-for-each, scp, mount`,
  values: '-f --config --on --impure -d --deployment -I --option -p --parallel --eval-node-limit -k',
  place: [
    ['on', '--on'],
    ['deployment', '-d --deployment'],
  ],
});

const oneWay = tabled({
  programs: ['nixos-anywhere', 'cf-agent', 'cf-runagent', 'disko-install'],
  commands: '',
  bare: 'change',
  otherwise: 'change',
  values: '-f --flake --file --bundlesequence -K -i --target-host',
  unless: ({ options }) =>
    has(options, '-n', '--dry-run', '--vm-test') ? { kind: 'read', note: 'A dry run: nothing is changed.' } : undefined,
});

const ansible = tabled({
  programs: ['ansible-navigator', 'ansible-runner'],
  commands: `
    read config, doc, inventory, images, collections, lint, settings, welcome, replay, help, version, adhoc, is-alive
    change run~, start, builder, process, worker
    destroy stop
    open exec, transmit`,
  values:
    '-i --inventory -e --extra-vars -m --mode --eei --pp --lf --ll --ee --penv --senv -l --limit -t --tags -u --user --pae --playbook-artifact-enable -p --playbook --ident --role',
  dry: /^(?:--check|-C|--syntax-check|--list-hosts|--list-tasks)$/,
  place: [
    ['inventory', '-i --inventory'],
    ['limit', '-l --limit'],
  ],
  unless: ({ operation, options }) =>
    operation === 'run' &&
    has(options, '--check', '-C', '--syntax-check', '--list-hosts', '--list-tasks', '--list-tags')
      ? { kind: 'read', note: 'A dry run, but for tasks that switch it off.' }
      : undefined,
});

const kamal = tabled({
  programs: ['kamal'],
  commands: `
    read audit, config, details, docs, version, help, app containers|details|images|logs|version|stale_containers, accessory details|logs, proxy details|logs, proxy boot_config get, lock status, build details, secrets print|fetch|extract
    local init, build create|dev, secrets
    change deploy, redeploy, setup, rollback, upgrade, app boot|start|maintenance|live, accessory boot|reboot|start|restart|upload|directories|upgrade, build deliver|push|pull, proxy boot|reboot|start|restart|upgrade, proxy boot_config set|reset, lock acquire|release, registry login|logout|setup, server bootstrap, env push|delete
    destroy remove, app remove|stop|remove_container|remove_containers|remove_images|remove_app_directory, accessory remove|stop|remove_container|remove_image|remove_service_directory, proxy remove|stop|remove_container|remove_image, prune, prune all|images|containers, registry remove, build remove
    open app exec, accessory exec, server exec`,
  values: '-c --config-file -d --destination -h --hosts -r --roles --version -P --skip-push',
  place: [['destination', '-d --destination']],
});

/** Teleport: https://goteleport.com/docs/reference/cli/tsh/ */
const teleport = tabled({
  programs: ['tsh'],
  commands: `
    read ls, status, version, help, clusters, kube ls, db ls, apps ls, aws ls, recordings ls, request ls|list|show|search, mfa ls, play, env, sessions ls, db env|config
    local kubectl, device
    change login, logout, kube login, db login|logout, apps login|logout, request create|review|drop, mfa add, scp, config, headless
    destroy mfa rm
    open ssh, join, kube exec|join|sessions, db connect|exec, proxy, aws, az, gcloud, gsutil, vnet, resolve`,
  values: '--proxy --user -l --login --cluster --ttl -i --identity --auth -J --jumphost',
});

/** Tools that configure or deploy to machines. */
export const remoteConfigTools: readonly Analyzer[] = [
  bolt,
  r10k,
  puppetserver,
  chef,
  chefServer,
  pyinfra,
  nixDeploy,
  oneWay,
  ansible,
  kamal,
  teleport,
];
