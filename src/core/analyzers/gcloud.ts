/**
 * Google Cloud: gcloud, gsutil and bq. https://cloud.google.com/sdk/gcloud/reference,
 * https://cloud.google.com/storage/docs/gsutil/commands and https://cloud.google.com/bigquery/docs/reference/bq-cli-reference
 *
 * Handles `gcloud [alpha|beta] GROUP… VERB NAME --project P --zone Z`, `gcloud run deploy`, `gcloud config set`,
 * `gcloud storage rm|cp|rsync`, `--validate-only` and `--dry-run`; `gsutil -m rsync -d`, `gsutil cp`; `bq query`,
 * `bq rm -f -t`, `bq query --dry_run`, `bq --location EU ls`.
 */
import { worst } from '../effect.ts';
import { isWithin, resolvePath } from '../paths.ts';
import { hole, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption } from '../shell/options.ts';
import { type Analyzer, noteOf } from './analyzer.ts';
import { readSql } from './sql.ts';
import { fillsNumbers } from './sqlText.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const groups =
  'access-approval access-context-manager active-directory ai ai-platform alloydb anthos api-gateway apigee apihub app apphub artifacts asset assured audit-manager auth backup-dr batch beyondcorp bigtable billing blockchain-node-engine blockchain-validator bms bq builds certificate-manager cloud-shell cloudlocationfinder cluster-director colab components composer compute config container containers data-catalog data-fusion database-migration dataflow datapipelines dataplex dataproc datastore datastream deploy deployment-manager design-center developer-connect dialogflow dlp dns domains edge-cache edge-cloud emulators endpoints error-reporting essential-contacts eventarc filestore firebase firestore functions gemini gemini-cloud-assist genomics gkehub healthcare iam iap identity identity-groups ids immersive-stream infra-manager kms kuberun lifesciences logging looker lustre managed-flink managed-kafka media memcache memorystore meta metastore migration ml ml-engine model-armor monitoring netapp network-connectivity network-management network-security network-services notebooks observability oracle-database org-policies organizations pam parametermanager policy-intelligence policy-troubleshoot privateca projects publicca pubsub quotas recaptcha recommender redis remote-build-execution resource-config resource-manager resource-settings run runtime-config saas-runtime scc scheduler secrets security security-posture service-directory service-extensions service-health service-management services source source-manager spanner sql storage storage-control survey tasks telco-automation terraform topic topics trace transcoder transfer transport vmware web-security-scanner workbench workflows workspace-add-ons workstations';

const verbs = `
  read active-peering-zones|auth-info|calendar-mode|connection-string|direct-predict|direct-raw-predict|discover|download-*|evaluate|evaluate-*|fetch-*|find-*|group|inspect|install-status|lint-condition|list-*|monitor|proxy-config|proxy-status|render|resolve|sanitize-*|service-agent|show-*|status|test-*|transcribe-speech|vet|version|watch|encrypt|decrypt|asymmetric-*|mac-*|raw-*|predict|stream-*|download|analyze|analyze-*|list|describe|get|read|tail|lookup|search|show|diff|check|validate|export-metadata|explain|query|verify|troubleshoot|get-*|list-*|describe-*|lookup-*|search-*|print-*|check-*|validate-*|query-*|test-iam-permissions|wait|wait-*|browse|preview|is-*|recognize|recognize-*|classify-text|detect|detect-*|translate-*|get-health|get-value|decrypt-preview|list-tags|suggest-*
  change get-credentials|accept-*|ack-*|acknowledge|alter-*|auto-remediate|backup|batch-translate-text|buffer|change-*|clone-*|complete-*|compose|convert|database-failover|deauthorize|deidentify|demote-*|deny|allow|deploy-*|diagnose|dismiss|edit|enforce|enforce-*|enroll|establish-*|expand-*|extend-*|extract|generate|inherit|initiate-*|inject-*|instantiate|instantiate-*|invalidate|kill|lease|load-vex|modify-*|mutate-*|os-upgrade|patch-*|provision|redact|reencrypt|reimage|reject-*|release-*|relocate|renew-*|reorder|replace-*|replay-*|replicate|report|report-*|request-*|resize-*|restart-*|restore-*|reverse|revert|run-*|scan|seed|send-*|simulate|star|unstar|subscribe|switch|test|train|trigger-*|untag|upsert-*|save|load|create|update|patch|deploy|set|add|apply|enable|disable|start|stop|restart|reboot|resume|suspend|pause|unpause|cancel|resize|move|restore|clone|copy|replace|rotate|rollback|run|execute|call|submit|publish|pull|ack|seek|import|export|upgrade|migrate|migrate-*|failover|switchover|promote|promote-*|attach|attach-*|detach|detach-*|add-*|set-*|update-*|create-*|reset|reset-*|recreate-*|start-*|stop-*|simulate-*|rolling-action|bulk|insert|ingest|activate|deactivate|approve|reject|invoke|register|undelete|unset|unset-*|grant|revoke|revoke-*|assign|bind|link|unlink|connect|copy-*|import-*|export-*|install|mark|modify-ack-deadline|write|configure|configure-*|commit|propose|retry|retry-*|advance|ignore-*|terminate-preview|allocate|accept|renew|transfer|rename|swap|suspend-*|resume-*|drain|undrain|upload|replay|refresh|register-*|switch-*|configure-docker|complete|finish|begin|init|login|sync|rsync|mv|cp|snapshot|scale|quarantine|perform-*|lock|unlock|redeploy|upgrade-*|wake|mute|bulk-mute|acquire-*|import-*|update-kubeconfig|repair|apply-*|enable-*|disable-*|cancel-*|approve-*|invalidate-*|deprecate|build|reschedule-*|rerun|sign-*|authorize|execute-*|mark-*
  destroy bulk-delete|unenroll|unmanage|uninstall|delete|remove|rm|destroy|purge|delete-*|remove-*|destroy-*|terminate|terminate-*|abandon-*|abandon|drop|drop-*|deregister|unregister|undeploy|undeploy-*|deprovision|wipe|clean|cleanup|prune|purge-*|evict|disown
  read start-iap-tunnel|start-tcp-tunnel|tail-serial-port-output
  open ssh|scp|connect-to-serial-port|sql-connect|interactive|start-ssh|ssh-*|proxy|shell|repl`;

/** `gs://…` on one side, this machine on the other. */
const sideOf = (word: Word): 'cloud' | 'local' | undefined => {
  const shape = shapeOf(word);
  if (/^(?:gs|s3):/.test(shape)) return 'cloud';
  return shape.startsWith(hole) ? undefined : 'local';
};

const deletes = ['-d', '--delete-unmatched-destination-objects'];

/** `cp`, `mv` and `rsync`: what matters is where to. */
function transfer(verb: string, { run, call, words, options }: Found): Verdict {
  const to = words.at(-1);
  const sides = words.map(sideOf);
  if (to === undefined || words.length < 2) return { kind: 'change' };
  if (verb === 'mv' && sides.slice(0, -1).some((side) => side !== 'local'))
    return { kind: 'destroy', note: 'What is moved away is deleted where it was.' };
  if (sides.at(-1) === 'local' && !sides.includes(undefined)) {
    const path = to.known ? resolvePath(run.cwd, to.value, call.home) : undefined;
    const inside = path !== undefined && isWithin(path, call.cwd);
    return verb === 'rsync' && has(options, ...deletes) && !inside
      ? { kind: 'destroy', note: 'Whatever the bucket does not have is deleted on this machine.' }
      : { kind: 'read' };
  }
  if (verb === 'rsync' && has(options, ...deletes))
    return { kind: 'destroy', note: 'Whatever the source does not have is deleted.' };
  return { kind: 'change' };
}

/** Options of a dry run that a command keeps. */
const rehearsing = /^--(?:dry-run|validate-only|preview)$/;
const keeps = /^(?:storage (?:rsync|mv|cp)|alloydb|builds triggers|workstations|infra-manager|firestore|run )/;

/** What these export are settings, and they go to a file here; the others export data into a bucket. */
const exportsHere =
  /^(?:compute (?!images\b|snapshots\b|machine-images\b|instance-snapshots\b)|deploy|dns record-sets|edge-cache|network-se\S+|certificate-manager|container binauthz|data-catalog|dataproc|pam|privateca|infra-manager|domains|resource-config|access-context-manager)\b.*\s(?:export|export-\S+|bulk-export)$/;

/** `scp VM:PATH HERE` only reads the machine. */
const copiesHere = (words: readonly Word[]): boolean =>
  words.length > 1 && words.every((word, index) => word.known && word.value.includes(':') === index < words.length - 1);

function gcloudUnless(found: Found): Verdict | undefined {
  const { operation, options } = found;
  if (found.kind === 'open' && lastOption(options, '-h', '--help') !== undefined) return { kind: 'read' };
  const asked = options.options.filter(({ name }) => rehearsing.test(name));
  if (
    asked.length > 0 &&
    keeps.test(operation) &&
    asked.every(({ value }) => value === undefined || value.value === 'true') &&
    !found.words.some((word) => shapeOf(word).startsWith(hole))
  )
    return { kind: 'read', note: 'A dry run: nothing is changed.' };
  if (/\bscp$/.test(operation) && copiesHere(found.words)) return { kind: 'read' };
  if (exportsHere.test(operation)) return { kind: 'read', note: 'Its configuration is written to this machine.' };
  const [, verb] = /^storage (cp|mv|rsync)$/.exec(operation) ?? [];
  if (verb !== undefined) return transfer(verb, found);
  const sql = operation === 'spanner databases execute-sql' ? lastOption(options, '--sql')?.value : undefined;
  if (sql?.known === true) return heaviestOf([sql]);
  return undefined;
}

const commands = `
  read info, version, topic, feedback, survey, cheat-sheet, completion, auth print-access-token, auth print-identity-token, auth application-default print-access-token, config get|get-value, storage ls|cat|du|hash|sign-url, builds log, app browse|open-console|gen-config, run services|jobs logs read|tail, meta, secrets versions access, sql generate-login-token, artifacts print-settings, config config-helper, compute diagnose routes, container fleet|hub mesh debug, run services proxy, database-migration migration-jobs generate-ssh-script, spanner samples list, run compose resource, container clusters describe, artifacts docker upgrade print-iam-policy, bigtable instances tables describe, policy-troubleshoot, policy-intelligence simulate, policy-intelligence troubleshoot-policy, essential-contacts compute, config configurations list|describe, app firewall-rules test-ip, pubsub schemas validate-message
  local emulators, code dev|clean-up|setup|export, components install|update|remove|reinstall|restore, auth configure-docker, ai custom-jobs local-run, ai-platform local, artifacts go auth, docker
  change auth login, auth revoke, auth activate-service-account, auth application-default login, auth application-default revoke, auth application-default set-quota-project, config set|unset, config configurations create|activate|rename, init, container clusters get-credentials, container hub|fleet memberships get-credentials, compute config-ssh, storage cp|mv|rsync, storage restore, services enable, app deploy, run deploy, functions deploy, functions call, builds submit, deploy apply, dns record-sets import, dns record-sets transaction execute|remove|add|start|abort, compute reset-windows-password
  destroy storage rm, services disable, compute instances delete-access-config
  open compute ssh, compute scp, cloud-shell ssh|scp, sql connect, alpha interactive, interactive, run compose up, spanner cli`;

const gcloud = tabled({
  programs: ['gcloud'],
  commands,
  tracks: 'alpha beta preview',
  nouns: groups,
  verbs,
  between:
    'deploy-policies import-jobs patch-deployments patch-jobs release-channel-settings resize-requests restore-channels restore-plan-bindings restore-plans ssh-keys test',
  values:
    '--account --billing-project --configuration --flags-file --flatten --format --impersonate-service-account --project --trace-token --verbosity --access-token-file --zone --region --location --filter --limit --page-size --sort-by --cluster --instance -i --service --image --source --keyring --key --member --role --command --network --secret --database --dataset --zones --regions --machine-type --labels --set-env-vars --update-env-vars --tag --to-revisions --topic --subscription --data --sql',
  switches:
    '--user-output-enabled --no-user-output-enabled --log-http --quiet -q --verbosity --no-log-http --authority-selector',
  place: [
    ['account', '--account', 'CLOUDSDK_CORE_ACCOUNT'],
    ['project', '--project', 'CLOUDSDK_CORE_PROJECT GOOGLE_CLOUD_PROJECT'],
    ['configuration', '--configuration', 'CLOUDSDK_ACTIVE_CONFIG_NAME'],
    ['region', '--region --location', 'CLOUDSDK_COMPUTE_REGION'],
    ['zone', '--zone', 'CLOUDSDK_COMPUTE_ZONE'],
    ['as', '--impersonate-service-account', 'CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT'],
  ],
  notes: {
    'config set': 'Changes where later commands act.',
    'config unset': 'Changes where later commands act.',
    'config configurations activate': 'Changes where later commands act.',
    'container clusters get-credentials': 'Changes which cluster kubectl talks to.',
    'services disable': 'What depends on the service may be deleted.',
    'projects delete': 'Everything in the project goes with it.',
  },
  unless: gcloudUnless,
});

function gsutilUnless(found: Found): Verdict | undefined {
  const { operation, options, words } = found;
  if (operation === 'rsync' && has(options, '-n')) return { kind: 'read', note: 'A dry run: nothing is changed.' };
  if (/^(?:cp|mv|rsync)$/.test(operation)) return transfer(operation, found);
  const looks =
    /^(?:acl|defacl|iam|cors|lifecycle|logging|web|versioning|label|notification|retention|requesterpays|ubla|bucketpolicyonly|rpo|pap|autoclass|defstorageclass|kms)$/;
  const [action] = words;
  if (!looks.test(operation)) return undefined;
  if (action?.known !== true) return { kind: 'unknown' };
  return /^(?:get|list|authorize-check|watch-list)$/.test(action.value) ? { kind: 'read' } : undefined;
}

const gsutil = tabled({
  programs: ['gsutil'],
  commands: `
    read ls, cat, du, stat, hash, version, help, signurl, perfdiag, test
    change cp, mv, rsync, mb, setmeta, rewrite, compose, config, update, restore, acl, defacl, iam, cors, lifecycle, logging, web, versioning, label, notification, notification create, retention, requesterpays, ubla, bucketpolicyonly, rpo, pap, autoclass, defstorageclass, kms, hmac create|update
    read hmac list|get
    destroy rm, rb, hmac delete, notification delete, label clear, retention lock`,
  values: '-h -o -i -u -a -x -y -e-file -p -c -l -s',
  switches: '-m -D -DD -q -n -r -R -d -C -P -U -e -j -J -Z',
  place: [
    ['project', '-u'],
    ['as', '-i'],
  ],
  notes: { 'retention lock': 'A locked retention policy cannot be taken back.' },
  unless: gsutilUnless,
});

/** What a text of SQL does at its worst. */
function heaviestOf(words: readonly Word[]): Verdict {
  const statements = readSql(words.map(shapeOf).join(' '), 'postgres', words.every(fillsNumbers));
  const kind = worst(statements.map((statement) => ({ ...statement, tool: 'bq', spans: [] }))) ?? 'unknown';
  return { kind, ...noteOf(statements.find((statement) => statement.kind === kind)?.note) };
}

function bqUnless({ operation, words, options, run }: Found): Verdict | undefined {
  if (operation !== 'query') return undefined;
  if (
    options.options.some(
      ({ name, value }) => /^--?dry_run$/.test(name) && (value === undefined || value.value === 'true'),
    )
  )
    return { kind: 'read', note: 'A dry run: nothing is changed.' };
  if (options.options.some(({ name }) => /^--?(?:destination_table|replace|append_table|schedule)$/.test(name)))
    return { kind: 'change', note: 'What it finds is written to a table.' };
  const text = words.length > 0 ? words : run.stdin === undefined ? [] : [run.stdin];
  if (text.length === 0 || text.some((word) => shapeOf(word).startsWith(hole)))
    return { kind: 'unknown', note: 'What it asks for is known only when it runs.' };
  return heaviestOf(text);
}

const bq = tabled({
  programs: ['bq'],
  commands: `
    read ls, show, head, wait, help, version, info, get-iam-policy, query
    local mkdef
    change mk, load, insert, update, cp, extract, partition, set-iam-policy, add-iam-policy-binding, init, cancel, undelete
    destroy rm, truncate, remove-iam-policy-binding
    open shell`,
  oneDash: true,
  switches:
    '--headless --noheadless --sync --nosync --synchronous_mode --nosynchronous_mode --debug_mode --fingerprint_job_id --use_gce_service_account --enable_gdrive --noenable_gdrive',
  values:
    '--project_id --location --dataset_id --format --api --bigqueryrc --credential_file --job_id --apilog --httplib2_debuglevel --max_rows --destination_table --parameter --maximum_bytes_billed --schedule -n --max_results --label --filter --destination_schema --display_name --start_row',
  place: [
    ['project', '--project_id', 'CLOUDSDK_CORE_PROJECT'],
    ['location', '--location'],
  ],
  unless: bqUnless,
});

/** gcloud, gsutil and bq. */
export const googleTools: readonly Analyzer[] = [gcloud, gsutil, bq];
