/** Everything that keeps data, or moves it, but for PostgreSQL's own programs, in one list. */
import type { Analyzer } from './analyzer.ts';
import { databaseServers } from './databaseServers.ts';
import { databaseTools, influx, pgbackrest, walg } from './databaseTools.ts';
import { frameworkTasks } from './frameworks.ts';
import { kafka } from './kafka.ts';
import { migrations } from './migrations.ts';
import { mongo } from './mongo.ts';
import { moreMigrations } from './moreMigrations.ts';
import { redis } from './redis.ts';
import { schemaTools } from './schemaTools.ts';
import { sqlClients } from './sqlClients.ts';
import { sqlFiles } from './sqlFiles.ts';
import {
  bao,
  consul,
  etcd,
  nats,
  rabbitmqadmin,
  rabbitmqctl,
  rabbitmqDiagnostics,
  rabbitmqQueues,
  rpk,
  vault,
} from './stores.ts';

export const databases: readonly Analyzer[] = [
  sqlClients,
  sqlFiles,
  databaseTools,
  ...databaseServers,
  pgbackrest,
  walg,
  influx,
  mongo,
  redis,
  kafka,
  rabbitmqctl,
  rabbitmqadmin,
  rabbitmqDiagnostics,
  rabbitmqQueues,
  nats,
  rpk,
  etcd,
  consul,
  vault,
  bao,
  ...migrations,
  ...moreMigrations,
  ...schemaTools,
  frameworkTasks,
];
