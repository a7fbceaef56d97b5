/** What runs work for others. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('jobs', () => {
  is('gitlab-runner unregister --all-runners', 'destroy gitlab-runner unregister');
  is('gitlab-runner verify', 'read gitlab-runner verify');
  is('gitlab-runner verify --delete', 'destroy gitlab-runner verify');
  is('buildkite-agent pipeline upload', 'change buildkite-agent pipeline upload');
  is('buildkite-agent pipeline upload --dry-run', 'read buildkite-agent pipeline upload');
  is('airflow dags trigger etl', 'change airflow dags trigger etl');
  is('airflow dags test etl 2024-01-01');
  is('temporal server start-dev');
  is('temporal workflow terminate -w id', 'destroy temporal workflow terminate');
  is('rd jobs purge -p shop -i 1', 'destroy rd jobs purge');
  is('rd build');
  is('astro dev');
  is('astro deploy', 'change astro deploy');
});
