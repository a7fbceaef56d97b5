/**
 * Calls of client libraries in code: databases, caches, brokers, secrets, forges, other machines, container engines.
 *
 *     cur.execute("DELETE FROM users")          prisma.user.deleteMany()          redis.flushall()
 *     db.users.drop()                           es.indices.delete(index="logs")   docker.from_env().volumes.prune()
 *
 * https://docs.sqlalchemy.org/ https://node-postgres.com/ https://www.prisma.io/docs/orm/reference/prisma-client-reference
 * https://pymongo.readthedocs.io/ https://redis.io/docs/latest/develop/clients/ https://docker-py.readthedocs.io/
 *
 * A file of the project and a server that the code itself names as this machine's are a developer's day; what drops
 * data there is not. An application that answers requests, and a test, do nothing by being started.
 */
import type { CodeText } from './codeText.ts';

interface Family {
  /** Packages, by their names where code takes them in. */
  readonly packages: string;
  /** Calls that change something; the first group is the call's name. */
  readonly acts: RegExp;
  /** It speaks SQL. */
  readonly sql?: true;
  /** Not where this is found as well. */
  readonly unless?: RegExp;
  /** Both must be there. */
  readonly also?: RegExp;
}

const sqlPackages =
  'psycopg2|psycopg|asyncpg|pg8000|pymysql|MySQLdb|mysql\\.connector|aiomysql|pyodbc|pymssql|cx_Oracle|oracledb|sqlalchemy|sqlmodel|peewee|snowflake\\.connector|snowflake-sdk|databricks\\.sql|clickhouse_driver|clickhouse_connect|@clickhouse/client|trino|redshift_connector|vertica_python|cassandra(?:-driver|\\.cluster)?|pg|pg-promise|postgres|mysql2?(?:/promise)?|mariadb|mssql|tedious|knex|sequelize|sequelize-typescript|typeorm|@prisma/client|drizzle-orm[\\w/-]*|@neondatabase/serverless|@planetscale/database|@vercel/postgres|kysely|slonik|@mikro-orm/\\w+|sequel|active_record|flask_sqlalchemy|github\\.com/lib/pq|github\\.com/jackc/pgx[\\w/]*|github\\.com/go-sql-driver/mysql|gorm\\.io/driver/\\w+|database/sql|tortoise';

const families: readonly Family[] = [
  {
    packages: sqlPackages,
    sql: true,
    acts: /(?:\.(drop_all|drop_db|drop_database|dropDatabase|dropSchema|dropTable(?:IfExists)?|bulkCreate|bulk_create|bulk_insert_mappings|bulk_save_objects|bulk_update\w*|deleteMany|createMany|updateMany|truncate|truncateTable|\$executeRaw\w*|copy_from|copy_records_to_table|to_sql|AutoMigrate|DropTable|executemany)\s*[(`]|(?:prisma|db|tx|client|em|repo|manager)(?:\.\w+)?\.(delete|update|upsert|create|insert|del)\s*\(|\.(destroy)\(\s*\{|\.(drop)\(\s*(?:\)|\{)|\.(sync)\(\s*\{[^}]*(?:force|alter)\s*:\s*true|\.(synchronize)\(\s*true|session\.(add|add_all|delete|merge|bulk\w*)\s*\(|(?<=\))\s*\.(del|insert|update|truncate|delete)\s*\()/,
  },
  {
    packages: 'pymongo|motor|mongoengine|beanie|mongodb|mongoose|go\\.mongodb\\.org/mongo-driver[\\w/]*|mongo',
    acts: /\.((?:delete|drop|insert|update|replace|remove|rename)(?:_(?:many|one|database|collection|index|indexes)|Many|One|Database|Collection|Index|Indexes)?|bulk_write|bulkWrite|find_one_and_\w+|findOneAnd(?:Delete|Update|Replace)|findById(?:AndDelete|AndUpdate)|create_index\w*|createIndex\w*|insertMany|save|create|(?:Insert|Update|Delete)(?:One|Many)|Drop)\s*\(/,
  },
  {
    packages:
      'redis(?:\\.asyncio|\\.cluster)?|ioredis|aioredis|@redis/client|valkey|iovalkey|github\\.com/redis/go-redis[\\w/]*|rediscluster|@upstash/redis',
    acts: /(?:\.(flushall|flushdb|flushAll|flushDb|FlushAll|FlushDB|unlink|hdel|hDel|config_set|configSet|eval|evalsha|xtrim|xdel|del|Del|shutdown|rename|expire)\s*\(|\b(?:r|rdb|redis|cache|client|conn|cli|redisClient|pipe|pipeline)\.(set|setex|hset|hSet|hmset|mset|delete|lpush|rpush|sadd|zadd|incr|publish|xadd|Set|HSet|Publish)\s*\(|\)\.(delete|set|hset|lpush|rpush|publish|incr)\s*\()/,
  },
  {
    packages:
      'elasticsearch|elasticsearch_dsl|opensearchpy|@elastic/elasticsearch|@opensearch-project/opensearch|meilisearch|typesense|qdrant_client|@qdrant/js-client-rest|pinecone|weaviate|algoliasearch|chromadb\\.HttpClient|pymilvus|pysolr',
    acts: /(?:\.(delete_by_query|update_by_query|deleteByQuery|updateByQuery|reindex|bulk|delete_\w+|delete[A-Z]\w*|upsert|update_\w+|update[A-Z]\w*|add_documents|addDocuments|put_\w+|put[A-Z]\w*|create_\w+|create[A-Z]\w*|drop_\w+|recreate_collection|upload_\w+|save_objects?|saveObjects?|clear_objects|clearObjects)\s*\(|indices\.(delete|create|close|open|rollover|shrink|split)\s*\(|\b(?:es|client|os|search)\.(index|delete|update|create)\s*\()/,
    unless: /create_(?:default_context|ssl_context)|createClient\(\s*\)$/,
  },
  {
    packages:
      'kafka(?:\\.admin)?|confluent_kafka(?:\\.admin)?|kafkajs|aiokafka|pika|amqplib|aio_pika|kombu|nats|github\\.com/segmentio/kafka-go|node-rdkafka|stomp|paho\\.mqtt[\\w.]*|mqtt',
    acts: /\.(delete_topics|create_topics|alter_configs|incremental_alter_configs|delete_records|delete_groups|delete_consumer_groups|create_partitions|deleteTopics|createTopics|deleteGroups|resetOffsets|setOffsets|alterConfigs|deleteTopicRecords|queue_(?:delete|purge|declare|bind|unbind)|exchange_(?:delete|declare)|basic_publish|purgeQueue|deleteQueue|deleteExchange|sendToQueue|publish|produce|send_and_wait|purge_stream|delete_stream|send)\s*\(/,
  },
  {
    packages:
      'hvac|node-vault|consul|etcd3|kazoo(?:\\.client)?|github\\.com/hashicorp/(?:vault|consul|nomad)/api|nomad',
    acts: /\.((?:delete|create|write|put|patch|update|disable|enable|seal|unseal|revoke|destroy|register|deregister|undelete|configure|add|set|tune|generate|rotate)(?:_\w+)?|Delete|Write|Put|KVDelete|Register|Deregister)\s*\(/,
    unless: /^$/,
  },
  {
    packages:
      'github|@octokit/[\\w-]+|octokit|gitlab|@gitbeaker/\\w+|github3|github\\.com/google/go-github[\\w/]*|jenkins|jenkinsapi|circleci',
    acts: /(?:(?:repos|actions|git|orgs|teams|apps|packages|environments|codespaces|rest\.\w+)\.((?:create|delete|update|merge|add|remove|set|replace|transfer|enable|disable|cancel|reRun|approve|review)\w*)\s*\(|\.(merge|create_(?:git_ref|git_tag|git_release|git_tag_and_release|secret|variable|repo|file|hook|key|deployment|environment|dispatch|repository_dispatch)|create_dispatch|delete_(?:file|secret|variable|workflow_run|branch)|update_file|edit_protection|remove_protection|build_job|delete_job|stop_build|Delete\w*|Create(?:Release|Ref|Repo)\w*|trigger_pipeline)\s*\(|\)\.(delete|edit)\s*\()/,
    unless: /^(?:createComment)$/,
  },
  {
    packages: 'stripe',
    acts: /\.(create|delete|update|modify|cancel|del|capture|refund|pay|void_invoice|finalize_invoice|confirm)\s*\(/,
    unless: /[rs]k_test_/,
  },
  {
    packages: 'docker|dockerode|python_on_whales|github\\.com/docker/docker/client|aiodocker|podman',
    also: /[vV]olume|swarm|[sS]ervice|push|ssh:\/\/|tcp:\/\//,
    acts: /(?:volumes?[\s\S]{0,300}?\.(remove|prune|delete)\s*\(|\.(prune_volumes|pruneVolumes|remove_volume|VolumeRemove|VolumesPrune|ServiceRemove|ServiceCreate|ServiceUpdate|ImagePush|push)\s*\(|(?:services|swarm)\.(create|init|join|leave|update|remove)\s*\(|(?:ssh|tcp):\/\/[\s\S]*?\.(run|remove|stop|kill|restart|create|prune|start)\s*\()/,
  },
  {
    packages:
      'hcloud|linode_api4|digitalocean|pydo|dots-wrapper|cloudflare|CloudFlare|oci|openstack|novaclient|proxmoxer|pyVmomi|pyVim|heroku3|firebase_admin|firebase-admin(?:/\\w+)?|@supabase/supabase-js|supabase|@vercel/sdk|netlify|datadog_api_client|@datadog/\\w+|pdpyras|python_terraform|libcloud|ovh|vultr|scaleway|ansible_runner|boto|minio|@upstash/\\w+|grafana_client|@pagerduty/pdjs|kubernetes_asyncio|kr8s|pykube|lightkube|helm',
    acts: /\.((?:delete|destroy|terminate|create|update|remove|stop|shutdown|power_off|reboot|rebuild|resize|insert|upsert|set|add|launch|put|apply|scale|patch|purge|deploy|start|fput|run)(?:_\w+)?|(?:delete|destroy|create|update|remove|insert|purge|deploy|terminate|upload|put|fPut)[A-Z]\w*)\s*\(/,
    unless:
      /^(?:create_client|createClient|create_default_context|set_\w*logger|add_argument|add_parser|createHash|create_task)$/,
  },
];

/** How Python, JavaScript, Ruby and Go take packages in; Go names one on a line of its own. */
const takings =
  /(?:^|;)[ \t]*import[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)(?=[ \t]*(?:$|;|#|\bas\b))|(?:^|;)[ \t]*from[ \t]+([\w.]+)[ \t]+import\b|\b(?:from|require|import|use)[ \t]*\(?[ \t]*["']([^"'\n]{1,100})["']|^[ \t]*(?:\w+[ \t]+)?"([\w./-]{1,100})"[ \t]*$/gm;

/** Names that only such a library's maker has, where code is too short to take it in: `node -e "algoliasearch(…)"`. */
const makers: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])algoliasearch\s*\(/, 'algoliasearch'],
  [/(?<![\w.])MongoClient\s*\(/, 'mongodb'],
  [/\bnew\s+PrismaClient\s*\(/, '@prisma/client'],
  [/\bnew\s+Meili[sS]earch\s*\(/, 'meilisearch'],
  [/(?<![\w.])QdrantClient\s*\(/, 'qdrant_client'],
  [/\bnew\s+Octokit\s*\(/, 'octokit'],
];

/** The packages that code takes in, without versions. */
function packagesOf(code: string): readonly string[] {
  const found = new Set<string>();
  for (const [, listed, from, quoted, alone] of code.matchAll(takings))
    for (const name of (listed ?? from ?? quoted ?? alone ?? '').split(','))
      found.add(
        name
          .trim()
          .replace(/^(?:npm|jsr|node):/, '')
          .replace(/(?<=.)@[\w.^~-]+$|\/v\d+$/, ''),
      );
  for (const [made, name] of makers) if (made.test(code)) found.add(name);
  return [...found];
}

interface Compiled extends Family {
  readonly named: RegExp;
}

let compiled: readonly Compiled[] | undefined;
const familiesOf = (): readonly Compiled[] => {
  compiled ??= families.map((family) => ({
    ...family,
    named: new RegExp(String.raw`^(?:${family.packages})(?:\.[\w.]+)?$`),
  }));
  return compiled;
};

let named: RegExp | undefined;

/** Whether code may take in a library of these; errs towards yes. */
export function usesClient(code: string): boolean {
  named ??= new RegExp(String.raw`(?<![\w.@-])(?:${families.map(({ packages }) => packages).join('|')})(?![\w-])`);
  return named.test(code) || makers.some(([made]) => made.test(code));
}

/** It answers requests: nothing of it happens by starting it. */
const serves =
  /\b(?:app|server|fastify|httpServer|api)\.listen\s*\(|\b(?:createServer|Fastify|fastify|express|Koa|Hono|Elysia|FastAPI|Flask|Starlette|Sanic|Litestar|Quart|Celery)\s*\(|NestFactory\.create|uvicorn\.run|web\.run_app|HTTPServer\s*\(|ListenAndServe|\bgin\.(?:Default|New)\(|\becho\.New\(|\bfiber\.New\(|NewRouter\(|Sinatra|@\w+\.(?:route|get|post|put|delete|patch)\s*\(|(?:Bun|Deno)\.serve\s*\(|\bstreamlit\b/;

const tests =
  /(?<![.\w])(?:describe|it|test|suite)\s*\(\s*["'`]|(?:^|\n)\s*(?:import|from)\s+(?:unittest|pytest|moto|responses|nock)\b|@pytest|@mock_aws|unittest\.mock|\b(?:jest|vi)\.(?:fn|mock)\(|\*testing\.T\b|RSpec\.describe|aws-sdk-client-mock|\bnock\(/;

/** Whether code is an application or a test. */
export const isApplication = (code: string): boolean => serves.test(code) || tests.test(code);

const statement =
  /^\s*(?:--[^\n]*\n\s*)*(?:insert\s+(?:ignore\s+|or\s+\w+\s+)?into\s|(delete)\s+from\s|update\s+[\w."`{}$%]+\s+set\s|(drop)\s+(?:table|database|schema|index|user|role|view|materialized|function|type|extension|sequence|owned|trigger|keyspace)\s|(truncate)\s+(?:table\s+)?[\w"`{$%]|alter\s+(?:table|database|role|user|system|type|index|schema|sequence|warehouse|default)\s|create\s+(?:(?:or\s+replace|unique|temp\w*|materialized|unlogged)\s+)*(?:table|database|schema|index|user|role|view|extension|function|type|trigger|sequence|keyspace)\s|merge\s+into\s|replace\s+into\s|grant\s+\w+[\w ,]*\s(?:on|to)\s|revoke\s+\w+[\w ,]*\s(?:on|from)\s|vacuum\b|reindex\s|refresh\s+materialized|copy\s+\w[\s\S]*\sfrom\s|call\s+[\w.]+\s*\(|do\s+\$|set\s+global\s|kill\s+\d|with\s[\s\S]*\)\s*(?:insert\s+into|(delete)\s+from|update\s+\w+\s+set)\s|with\s[\s\S]*\(\s*(delete)\s+from\s|select\s+(pg_terminate_backend|pg_cancel_backend|setval|pg_reload_conf|dblink_exec)\s*\()/i;

/** The code itself says that the database is this machine's. */
const here =
  /(?:@|\/\/|\bhost(?:name)?["']?\s*[:=]\s*["'])(?:localhost|127\.0\.0\.1|\[?::1\]?|host\.docker\.internal)(?![\w.-])/;
const elsewhere = /\b(?:environ|getenv|process\.env|ENV\[|Deno\.env|Bun\.env|os\.Getenv|config\()/;
const fileDatabase = /sqlite|:memory:|duckdb/i;
const serverDatabase =
  /postgres(?:ql)?(?:\+\w+)?:\/\/|mysql(?:\+\w+)?:\/\/|psycopg|asyncpg|pymysql|mysql2|mariadb|['"]pg['"]|dialect:\s*['"](?:postgres|mysql|mssql)|\b(?:environ|getenv|process\.env)\b/;

/** Why code that uses a client library may change something; undefined when it only looks, or uses none. */
export function clientCalls({ code, strings }: CodeText): string | undefined {
  const packages = packagesOf(code);
  let application: boolean | undefined;
  for (const { named: takes, acts, sql, unless, also } of familiesOf()) {
    const library = packages.find((name) => takes.test(name));
    if (library === undefined || (also !== undefined && !also.test(code))) continue;
    if (sql && fileDatabase.test(code) && !serverDatabase.test(code)) continue;
    application ??= isApplication(code);
    if (application) return undefined;
    const local = here.test(code) && !elsewhere.test(code);
    for (const { text } of sql ? strings : []) {
      const match = statement.exec(text);
      if (match === null || (local && match.slice(1).every((group) => group === undefined))) continue;
      return `The code uses ${library}, and runs ${text.trim().split(/\s+/, 2).join(' ').toUpperCase().slice(0, 60)}.`;
    }
    if (
      sql &&
      strings.some(({ text }) => /^[^\s*]+\.sql$/.test(text)) &&
      /\bexecut\w*\s*\(|\.query\s*\(|\.unsafe\s*\(/.test(code)
    )
      return `The code uses ${library}, and runs SQL from a file.`;
    const call = acts.exec(code);
    const name = call?.slice(1).find((group) => group !== undefined);
    if (name === undefined || unless?.test(unless.source.startsWith('^') ? name : code)) continue;
    if (local && !/del|drop|trunc|destroy|flush|remove|purge|prune|clear/i.test(name)) continue;
    return `The code uses ${library}, and calls ${name}.`;
  }
  return undefined;
}
