import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('redis', () => {
  is('redis-cli -h cache -n 3 DEL session:1', 'destroy redis del session:1 @ database 3, host cache');
  is('redis-cli -u redis://u:secret@cache:6379/2 flushdb', 'destroy redis flushdb @ database 2, host cache:6379');
  is('redis-cli get x', 'read redis get x');
  is('redis-cli CONFIG GET maxmemory', 'read redis config get maxmemory');
  is('redis-cli CONFIG SET maxmemory 1gb', 'change redis config SET');
  isIn(
    { files: { '/projects/app/c.txt': 'GET a\nDEL b\n' } },
    'redis-cli < c.txt',
    'read redis get a',
    'destroy redis del b',
  );
  is('docker exec cache redis-cli flushall', 'destroy redis flushall');
});

passes('redis', [
  'redis-cli ping',
  'redis-cli info memory',
  'redis-cli --scan --pattern "x:*"',
  'redis-cli --bigkeys',
  'redis-cli keys "*"',
  'redis-cli ttl x',
  'redis-cli -a secret hgetall x',
  'redis-cli client list',
  'redis-cli acl whoami',
  'redis-cli cluster nodes',
  'redis-cli memory usage x',
  'redis-cli --cluster check h:6379',
  'redis-cli --help FLUSHALL',
  'redis-cli --version',
  'docker compose exec redis redis-cli get x',
  'valkey-cli lrange l 0 -1',
  'echo "GET x" | redis-cli',
  'redis-cli script exists abc',
  'redis-cli json.get doc',
]);

held('redis', [
  'redis-cli',
  'redis-cli FLUSHALL',
  'redis-cli -p 6380 FLUSHDB',
  'redis-cli --show-pushes no FLUSHDB',
  'redis-cli SET a b',
  'redis-cli unlink a',
  'redis-cli $CMD',
  'redis-cli EVAL "return 1" 0',
  'redis-cli --eval x.lua',
  'redis-cli debug segfault',
  'redis-cli debug reload',
  'redis-cli shutdown nosave',
  'redis-cli script flush',
  'redis-cli acl deluser x',
  'redis-cli acl setuser x on',
  'redis-cli cluster reset',
  'redis-cli --cluster del-node h:1 id',
  'redis-cli --cluster call h:1 flushall',
  'redis-cli frobnicate',
  'redis-cli --pipe',
  'echo FLUSHALL | redis-cli',
  "redis-cli KEYS 'x:*' | xargs redis-cli DEL",
  'redis-cli module load x.so',
  'redis-cli slaveof no one',
  'valkey-cli del x',
  'kubectl exec redis-0 -- redis-cli FLUSHALL',
]);

silent('redis', [
  'docker run -d redis:7',
  'grep -rn "redis-cli flushall" .',
  'echo redis-cli flushall',
  'npx jest redis-cli.test.js',
  'which redis-cli',
]);

describe('mongo', () => {
  is("mongosh --eval 'db.users.find().toArray()'", 'read mongo find users');
  is("mongosh shop --eval 'db.users.deleteMany({})'", 'destroy mongo deleteMany users @ database shop');
  is(
    "mongosh 'mongodb://u:secret@h:1/shop' --eval 'db.dropDatabase()'",
    'destroy mongo dropDatabase @ database shop, host h:1',
  );
  is("mongosh --eval 'db.users.updateOne({a:1},{$set:{b:2}})'", 'change mongo updateOne users');
  isIn({ files: { '/projects/app/x.js': 'db.users.drop()' } }, 'mongosh x.js', 'destroy mongo drop users');
  is('mongosh <<EOF\nuse shop\ndb.users.find()\nEOF', 'read mongo find users', 'read mongo use shop');
  is('mongorestore --drop dump/', 'destroy mongorestore restore --drop dump/');
});

passes('mongo', [
  "mongosh --eval 'show dbs'",
  "mongosh --quiet --eval 'JSON.stringify(db.stats())'",
  "mongosh --eval 'rs.status()'",
  "mongosh --eval 'db.runCommand({ping: 1})'",
  "mongosh --eval 'db.adminCommand({listDatabases: 1})'",
  'mongosh --eval "db.users.find({name: \'drop()\'})"',
  "mongosh --eval 'db.users.aggregate([{$match: {a: 1}}])'",
  "mongosh --eval 'db.users.countDocuments({})'",
  "mongosh --eval 'db.users.find().forEach(printjson)'",
  "mongosh --eval 'db.getCollectionNames()'",
  "mongosh --eval '// db.users.drop()'",
  'mongosh --version',
  'mongodump --db shop',
  'mongoexport -c users',
  'mongorestore --drop --dryRun dump/',
  'mongofiles list',
]);

held('mongo', [
  'mongosh',
  'mongosh mongodb://h/shop',
  'mongo --host h',
  "mongosh --eval 'db.users.drop()'",
  "mongosh --eval 'db.users.remove({})'",
  "mongosh --eval 'db.users.insertOne({a: 1})'",
  'mongosh --eval \'db["users"]["drop"]()\'',
  'mongosh --eval \'db.users.aggregate([{$out: "x"}])\'',
  "mongosh --eval 'db.adminCommand({shutdown: 1})'",
  "mongosh --eval 'db.runCommand({dropDatabase: 1})'",
  "mongosh --eval 'rs.stepDown()'",
  'mongosh --eval \'sh.enableSharding("x")\'',
  'mongosh --eval \'load("x.js")\'',
  'mongosh --eval \'eval("x")\'',
  'mongosh --eval "db.getCollection(\'users\').drop()"',
  'mongosh --eval "$JS"',
  'mongosh --eval "db.users.find($Q)"',
  "mongosh --eval 'db.users.frobnicate()'",
  'mongosh missing.js',
  "echo 'db.dropDatabase()' | mongosh",
  'mongorestore --drop --dryRun=false dump/',
  'mongorestore dump/',
  'mongoimport -c users x.json',
  'mongofiles delete x',
  "kubectl exec mongo-0 -- mongosh --eval 'db.dropDatabase()'",
]);

silent('mongo', ['docker run -d -p 27017:27017 mongo:7', 'brew install mongosh', "grep -n 'db.users.drop()' x.js"]);

describe('stores', () => {
  is('vault kv put secret/app k=v', 'change vault kv put secret/app');
  is('vault -namespace=admin secrets disable kv/', 'destroy vault secrets disable kv/ @ namespace admin');
  is('VAULT_ADDR=https://v:8200 vault kv get secret/app', 'read vault kv get secret/app @ address https://v:8200');
  is('etcdctl --endpoints=https://a:2379 del / --prefix', 'destroy etcdctl del / @ endpoints https://a:2379');
  is('consul kv delete -recurse app/', 'destroy consul kv delete app/');
  is('rabbitmqctl -n rabbit@h delete_vhost prod', 'destroy rabbitmqctl delete_vhost prod @ node rabbit@h');
  is('nats --server nats://h:4222 stream rm EVENTS', 'destroy nats stream rm EVENTS @ server nats://h:4222');
  is(
    'kafka-topics --bootstrap-server b:9092 --delete --topic orders',
    'destroy kafka-topics delete orders @ brokers b:9092',
  );
  is('kafka-topics.sh --bootstrap-server b:9092 --list', 'read kafka-topics list @ brokers b:9092');
});

passes('stores and brokers', [
  'vault status',
  'vault read secret/app',
  'vault token lookup',
  'vault kv get -field=pw secret/app',
  'vault secrets disable --help',
  'bao kv list secret/',
  'consul members',
  'consul kv get a',
  'consul catalog services',
  'etcdctl get / --prefix',
  'etcdctl endpoint health',
  'etcdctl snapshot save x.db',
  'rabbitmqctl list_queues name messages',
  'rabbitmqctl delete_vhost prod --dry-run',
  'rabbitmq-diagnostics ping',
  'rabbitmqadmin list queues',
  'nats stream ls',
  'nats con info ORDERS x',
  'nats kv get CONFIG key',
  'nats sub subject',
  'nats stream rm EVENTS --help',
  'kafka-topics --bootstrap-server b --describe',
  'kafka-topics --delete --help',
  'kafka-consumer-groups --bootstrap-server b --describe --group g',
  'kafka-consumer-groups --bootstrap-server b --reset-offsets --group g --topic t --to-earliest --dry-run',
  'kafka-console-consumer --bootstrap-server b --topic t',
  'kafka-metadata-quorum --bootstrap-server b describe --status',
  'kcat -b b -L',
  'rpk topic list',
  'zookeeper-shell z:2181 ls /',
]);

held('stores and brokers', [
  'vault delete secret/app',
  'vault kv destroy -versions=1 secret/app',
  'vault lease revoke -prefix secret/',
  'vault operator seal',
  'vault write auth/x/role/y a=b',
  'vault frobnicate',
  'vault $VERB secret/app',
  'bao kv delete secret/app',
  'consul kv put a b',
  'consul snapshot restore x.snap',
  'consul force-leave node',
  'consul exec rm x',
  'etcdctl put a b',
  'etcdctl member remove 1',
  'etcdctl defrag',
  'rabbitmqctl reset',
  'rabbitmqctl purge_queue jobs',
  "rabbitmqctl eval 'x.'",
  'rabbitmqctl add_user x y',
  'rabbitmqadmin delete queue name=jobs',
  'rabbitmqadmin purge queue name=jobs',
  'nats str purge EVENTS --force',
  'nats kv del CONFIG key',
  'nats pub subject msg',
  'kafka-topics --bootstrap-server b --create --topic t',
  'kafka-configs --bootstrap-server b --alter --delete-config retention.ms --entity-name t',
  'kafka-acls --bootstrap-server b --remove --topic t',
  'kafka-delete-records --bootstrap-server b --offset-json-file x.json',
  'kafka-consumer-groups --bootstrap-server b --reset-offsets --group g --topic t --to-earliest --execute',
  'kafka-consumer-groups --bootstrap-server b --delete --group g',
  'kafka-reassign-partitions --bootstrap-server b --reassignment-json-file x --execute',
  'kafka-storage format -t x -c y',
  'kafka-topics --bootstrap-server b --frobnicate',
  'echo x | kcat -b b -t t -P',
  'rpk topic delete t',
  'zookeeper-shell z:2181 deleteall /x',
  'zookeeper-shell z:2181',
]);

silent('stores and brokers', [
  'vault server -dev',
  'docker run hashicorp/vault server -dev',
  'consul agent -dev',
  'kafka-server-start config/server.properties',
  'rpk container start',
  "grep 'rabbitmqctl delete_vhost' docs",
  'echo "vault kv delete secret/app"',
]);
