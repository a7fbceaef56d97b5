/** What brings an application to where it runs, and sites that publish themselves. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('deployers', () => {
  is('dokku apps:destroy web', 'destroy dokku apps:destroy web');
  is('dokku apps:list', 'read dokku apps:list');
  is('npx cap sync ios');
  is('clever env set A b', 'change clever env set A b');
  is('gh-pages -d dist', 'change gh-pages run');
  is('hugo deploy', 'change hugo deploy');
  is('hugo deploy --dryRun', 'read hugo deploy');
  is('hugo --minify');
  is('mike deploy 1.2');
  is('mike deploy --push 1.2', 'change mike deploy 1.2');
  is('ng build');
  is('balena device shutdown x', 'change balena device shutdown x');
  is('cordova platform remove ios');
  is('platform environment:delete x', 'destroy upsun environment:delete x');
});
