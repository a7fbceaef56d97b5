import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('services', () => {
  is('neonctl branches delete main --project-id p', 'destroy neonctl branches delete main @ project p');
  is('pscale database delete shop --force', 'destroy pscale database delete shop');
  is('turso db shell app "DROP TABLE t"', 'destroy turso db shell app DROP TABLE t');
  is('confluent kafka topic delete orders --cluster c', 'destroy confluent kafka topic delete orders @ cluster c');
  is('databricks bundle deploy -t prod', 'change databricks bundle deploy @ target prod');
  is('stripe customers delete cus_1 --live', 'destroy stripe customers delete cus_1');
});

held('services', [
  'neonctl projects create',
  'neonctl branches reset main --parent',
  'neonctl set-context --project-id p',
  'neonctl psql',
  'pscale deploy-request deploy shop 1',
  'pscale branch delete shop dev',
  'pscale shell shop main',
  'turso db destroy app',
  'turso db shell app',
  'turso db shell app "$SQL"',
  'turso group delete-x',
  'upstash redis delete --id x',
  'confluent environment delete e',
  'confluent login',
  'confluent kafka cluster use c',
  'confluent iam service-account delete s',
  'databricks fs rm -r dbfs:/x',
  'databricks fs cp x dbfs:/x',
  'databricks jobs run-now 1',
  'databricks clusters delete c',
  'databricks workspace delete /x',
  'databricks bundle destroy',
  'databricks secrets put-secret s k',
  'stripe products create',
  'stripe payment_intents cancel pi_1',
  'stripe post /v1/customers',
  'stripe delete /v1/customers/cus_1',
  'stripe trigger payment_intent.succeeded',
  'stripe login',
  'stripe webhook_endpoints delete we_1',
  'stripe test_helpers customers fund_cash_balance cus_1',
  'stripe customers $VERB cus_1',
]);

passes('services', [
  'neonctl projects list',
  'neonctl branches list',
  'neonctl connection-string main',
  'pscale database list',
  'pscale branch schema shop main',
  'pscale deploy-request diff shop 1',
  'turso db list',
  'turso db shell app "SELECT 1"',
  'upstash redis list',
  'confluent kafka topic list',
  'confluent environment list',
  'databricks bundle validate',
  'databricks jobs list',
  'databricks clusters get c',
  'databricks fs ls dbfs:/',
  'databricks fs cp dbfs:/x ./x',
  'databricks current-user me',
  'stripe customers list',
  'stripe products retrieve prod_1',
  'stripe get /v1/charges',
  'stripe listen --forward-to localhost:4242',
  'stripe logs tail',
  'stripe version',
]);

silent('services', [
  'turso dev',
  'databricks bundle init',
  'echo stripe customers delete cus_1',
  'git log --grep "pscale branch delete"',
]);
