/**
 * Programs that a client's configuration runs to get at credentials, whatever else is asked of the client: `exec:` in a
 * kubeconfig, `credential_process` in an AWS profile.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 *
 * Only a file that the line itself names is looked at (`--kubeconfig ci.yaml`, `AWS_CONFIG_FILE=ci.ini`): the person's own is
 * theirs, and an edit of it is held.
 */
import type { Invocation, Word } from '../shell/invocation.ts';
import { names } from '../shell/options.ts';
import type { Surroundings } from './analyzer.ts';

/** Helpers that are made for this. */
const helpers = names(
  'aws aws-iam-authenticator gke-gcloud-auth-plugin gcloud kubelogin kubectl-oidc_login kubectl-oidc-login az doctl oci ibmcloud tsh civo linode-cli scw talosctl exo tanzu pinniped yc aliyun vcluster rancher omnictl hcp vultr-cli saml2aws aws-vault nebius pgcloud',
);

/** The program that such a file runs, unless it is one that hands out credentials. */
export function runsCredentialProgram(
  file: Word | undefined,
  { run, call }: { readonly run: Invocation; readonly call: Surroundings },
): string | undefined {
  if (file === undefined || !file.known) return undefined;
  for (const value of file.value.split(':')) {
    const found = call.input({ ...file, value }, run);
    if (found.kind !== 'text') continue;
    for (const [, command = ''] of found.text.matchAll(
      /^\s*-?\s*(?:"?(?:command|cmd-path)"?:|credential_process\s*=)\s*["']?([^\s"',]+)/gm,
    ))
      if (!helpers.has(command.split('/').at(-1) ?? '')) return command;
  }
  return undefined;
}
