/** Stores of secrets: what changes a secret or who may read it; what they start is read as what it is. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('secret stores', () => {
  is('op item delete "Database"', 'destroy op item delete Database');
  is('op vault user grant --vault Prod --user bob', 'change op vault user grant');
  is('op item get DB', 'read op item get DB');
  is('op run --env-file=.env -- npm test');
  is('op run -- terraform destroy', 'destroy terraform destroy app');
  is('doppler secrets set K=1 -p api -c prd', 'change doppler secrets set K=1 @ project api, config prd');
  is('doppler secrets', 'read doppler secrets');
  is('infisical secrets delete K --env prod', 'destroy infisical secrets delete K @ environment prod');
  is('chamber write api K v', 'change chamber write api K v');
  is("sops exec-env s.yaml 'terraform destroy'", 'destroy terraform destroy app');
  is("sops exec-env s.yaml 'npm test'");
  is('sops -d s.yaml');
  is('op frobnicate', 'unknown op frobnicate');
});
