/** Products behind an account. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('products', () => {
  is('auth0 api delete users/1', 'destroy auth0 api delete users/1');
  is('auth0 api get users', 'read auth0 api get users');
  is('twilio api:core:messages:create --from x', 'change twilio api:core:messages:create');
  is('twilio api:core:messages:list', 'read twilio api:core:messages:list');
  is('twilio api:core:messages:frob', 'unknown twilio api:core:messages:frob');
  is('sanity migration run m', 'read sanity migration run m');
  is('sanity migration run m --no-dry-run', 'change sanity migration run m');
  is('sf project deploy start --dry-run', 'read sfdx project deploy start');
  is('sf project deploy start -o prod', 'change sfdx project deploy start @ org prod');
  is('npx convex dev');
  is('npx convex import --replace x.zip', 'destroy convex import x.zip');
});
