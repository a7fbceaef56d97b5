/**
 * Stores of secrets and the tools that fill them: 1Password, Doppler, Infisical, Chamber, SOPS.
 * https://developer.1password.com/docs/cli/reference/ https://docs.doppler.com/docs/cli https://infisical.com/docs/cli/overview
 * https://github.com/segmentio/chamber https://getsops.io/docs/
 *
 * Handles `op item delete "Database"`, `op vault user grant`, `doppler secrets set KEY=1 -p api -c prd`, `doppler configs
 * delete dev`, `infisical secrets set K=v --env prod`, `chamber write api KEY v`, `sops publish secrets.yaml`.
 *
 * The line: who reads a secret is asked by these tools themselves. What changes a secret, or who may read it, is held. What
 * `op run -- …` and its like start is read as what it is.
 */
import type { Analyzer } from './analyzer.ts';
import { tabled } from './table.ts';

const op = tabled({
  programs: [],
  aliases: ['op'],
  commands: `
    read account list|ls|get, connect server list|get, connect token list, document list|get, group list|get, group user list, item list|ls|get, item template list|get, user list|get, vault list|get, vault user list, vault group list, whoami, read, events-api list, service-account ratelimit, environment list|get|read, help, completion
    local signin, signout, inject, run, update, plugin, plugin list|inspect|init|run|clear, plugin credential import, account add|forget
    change connect group grant|revoke, connect server create|edit, connect token create|edit, connect vault grant|revoke, document create|edit, events-api create, group create|edit, group user grant, item create|edit|move|share|restore, user confirm|edit|provision|reactivate|invite|recovery, vault create|edit, vault user grant, vault group grant, service-account create, environment create|edit
    destroy connect server delete, connect token delete, document delete, group delete, group user revoke, item delete, user delete|suspend, vault delete, vault user revoke, vault group revoke, environment delete`,
  values:
    '--account --cache --config --encoding --format --session --vault --tags --title --category --fields --otp --user --group --permissions --file-name',
  place: [['account', '--account', 'OP_ACCOUNT']],
});

const doppler = tabled({
  programs: ['doppler'],
  commands: `
    read activity, activity get, secrets, secrets get|download|substitute, configs, configs get|logs, configs logs get, configs tokens, configs tokens get, environments, environments get, projects, projects get, changelog, me, settings, help, completion, enclave secrets, enclave secrets get, flags, flags get, groups, workplace
    local login, logout, setup, run, configure, configure get|set|unset|debug|options|reset|flags, open, update, feedback, oidc, oidc login, flags enable|disable|reset, analytics
    change secrets set|upload, secrets notes set, configs create|update|lock|unlock|clone, configs logs rollback, configs tokens create, environments create|rename, projects create|update, import, settings update, enclave secrets set|upload, login roll
    destroy secrets delete, configs delete, configs tokens revoke|delete, environments delete, projects delete, login revoke, enclave secrets delete
    open tui`,
  values:
    '-p --project -c --config -t --token --api-host --dashboard-host --scope --config-dir --configuration --timeout --name --environment -e --visibility',
  switches: '--print-config --no-check-version --silent --no-verify-tls',
  place: [
    ['project', '-p --project', 'DOPPLER_PROJECT'],
    ['config', '-c --config', 'DOPPLER_CONFIG'],
  ],
});

const infisical = tabled({
  programs: ['infisical'],
  commands: `
    read secrets, secrets get, secrets folders get, secrets generate-example-env, export, user, user get, token renew, help, completion, ssh issue-credentials|sign-key, dynamic-secrets, dynamic-secrets lease list, vault
    local login, init, run, scan, scan git-changes|install, reset, user switch|update, vault set|use, agent
    change secrets set, secrets folders create, bootstrap, service-token create, token, dynamic-secrets lease create|renew, gateway, relay, kmip, cert-manager, pam, ssh connect|add-host
    destroy secrets delete, secrets folders delete, dynamic-secrets lease delete`,
  values:
    '--env --path --projectId --token --domain --type --tag --tags --format -f --file --workspaceId --project-config-dir --log-level',
  place: [
    ['environment', '--env'],
    ['path', '--path'],
  ],
});

const chamber = tabled({
  programs: [],
  aliases: ['chamber'],
  commands: `
    read list, list-services, read, history, find, env, export, tag read, version, help
    local exec
    change write, import, tag write
    destroy delete, tag delete`,
  values:
    '-b --backend --backend-s3-bucket --kms-key-alias --retries --min-throttle-delay -f --format -o --output-file -v --version',
  place: [['backend', '-b --backend', 'CHAMBER_SECRET_BACKEND']],
});

/** It works on files of this machine; keys and destinations are elsewhere. */
const sops = tabled({
  programs: ['sops'],
  commands: `
    local exec-env, exec-file, edit, encrypt, decrypt, rotate, set, unset, updatekeys, groups add, groups delete, filestatus, keyservice, completion
    change publish`,
  otherwise: 'local',
  bare: 'local',
});

/** https://docs.cyberark.com/conjur-open-source/latest/en/content/developer/cli/cli-lp.htm */
const conjur = tabled({
  programs: ['conjur'],
  commands: `
    read whoami, list, show, check, resource exists|show|permitted-roles, role exists|members|memberships, variable get, pubkeys show|names, version, help
    local init, login, logout, authenticate
    change policy load|update, policy append, variable set, user rotate-api-key|change-password, host rotate-api-key, hostfactory tokens create
    destroy policy replace, hostfactory tokens revoke`,
  values: '-b --branch -f --file -i --id -v --value',
});

export const secretTools: readonly Analyzer[] = [op, doppler, infisical, chamber, sops, conjur];
