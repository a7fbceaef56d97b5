/**
 * Tools around Terraform, and what deploys by it: Terramate, tfmigrate, Terraformer, Spacelift, Terraform Cloud.
 * https://terramate.io/docs/cli/reference/cmdline/ https://github.com/minamijoyo/tfmigrate
 * https://github.com/GoogleCloudPlatform/terraformer https://docs.spacelift.io/concepts/spacectl
 *
 * Handles `terramate run -- terraform apply` (what it runs is read as such), `terramate script run deploy`,
 * `tfmigrate apply`, `spacectl stack deploy --id web`. What only reads the files of this machine (`tflint`, `tfsec`,
 * `terraform-docs`, `infracost`) needs no table.
 */
import type { Analyzer } from './analyzer.ts';
import { tabled } from './table.ts';

const terramate = tabled({
  programs: ['terramate'],
  commands: `
    read version, help, list, script list|tree|info, cloud info|drift show|drift list, debug, experimental get-config-value|globals|metadata|run-graph|run-order, completions, debug show
    local fmt, generate, create, experimental clone|vendor, install-completions, experimental trigger
    change cloud login, cloud drift, script run
    open run`,
  values:
    '-C --chdir -B --git-change-base --tags --no-tags --log-level --log-fmt -j --parallel --target --status --cloud-status',
  switches: '--changed --reverse --continue-on-error --enable-sharing --disable-check-git-untracked',
});

const tfmigrate = tabled({
  programs: ['tfmigrate'],
  commands: `
    read plan, list, version, help
    change apply`,
  values: '--config --backend-config --out --status',
});

/** It reads a cloud and writes files here. */
const terraformer = tabled({
  programs: ['terraformer', 'aztfexport', 'aztfy', 'driftctl', 'cf2tf'],
  commands: '',
  bare: 'read',
  otherwise: 'read',
});

const spacectl = tabled({
  programs: ['spacectl'],
  commands: `
    read stack list|show|outputs|logs|changes|resources, stack run logs|list, stack dependencies, stack resources list, run list|logs, blueprint list|show, module list, module list-versions, policy list|show|samples|sample, provider list-versions, audit-trail, profile list|current|export-token, whoami, version, help, workerpool list, stack local-preview-help, profile usage-view
    change stack deploy|confirm|preview|local-preview|prioritize|deprioritize|replan|retry|set-current-commit|enable|disable|lock|unlock|task|approve|reject|cancel|sync-commit|open, stack run confirm|discard|retry|cancel|trigger, stack environment setvar|mount, module create-version|local-preview, blueprint deploy, provider, policy simulate, profile login|select|logout, workerpool worker drain|undrain|cycle, workerpool
    destroy stack delete, stack destroy, stack run discard|cancel, stack discard, stack environment delete, module delete-version, provider revoke-version`,
  values: '--id --run --sha -o --output --module-id',
});

const cloudRuns = tabled({
  programs: ['tfcloud', 'tfctl', 'tfc-ops', 'tfci', 'digger'],
  commands: `
    read version, help, run show, plan output, workspace output list, runs list, workspaces list, state list, teams list
    change upload, run create|apply|discard|cancel`,
});

/** Tools around Terraform. */
export const terraformTools: readonly Analyzer[] = [terramate, tfmigrate, terraformer, spacectl, cloudRuns];
