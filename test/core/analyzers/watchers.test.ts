/** What watches, pages and switches features. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('watchers', () => {
  is('pd incident ack --me', 'change pd incident ack');
  is('pd incident list', 'read pd incident list');
  is(
    "newrelic nerdgraph query 'mutation { x(input: {}) { y } }'",
    'change newrelic nerdgraph query mutation { x(input: {}) { y } }',
  );
  is("newrelic nerdgraph query '{ actor { x } }'", 'read newrelic nerdgraph query { actor { x } }');
  is('datadog-ci lambda instrument -f x --dry-run', 'read datadog-ci lambda instrument');
  is('split -l 100 big.csv part-');
  is('split splits kill s', 'destroy split splits kill s');
  is('ldcli flags toggle-on --flag f --environment prod', 'change ldcli flags toggle-on @ environment prod');
  is('sentry-cli releases finalize 1', 'change sentry-cli releases finalize 1');
  is('grafana server');
  is('flipt serve');
  is('newrelic query x', 'read newrelic query x');
});
