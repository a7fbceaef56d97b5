/** Programs in other languages: what they run, and what they call. */
import { describe } from 'vitest';
import { held, isIn, passes, silent, type World } from '../../support/understanding.ts';

const files = (texts: Readonly<Record<string, string>>): World => ({
  files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [`/projects/app/${path}`, text])),
});

describe('programs that run others', () => {
  const world = files({
    'a.py': 'import subprocess\nsubprocess.run(["terraform", "destroy", "-auto-approve"], cwd="infra")\n',
    'b.py': 'import os\nos.system("kubectl delete ns shop")\n',
    'c.py': 'import subprocess as sp\nsp.check_call(f"helm uninstall {name} -n {ns}", shell=True)\n',
    'd.py': 'import subprocess\ncmd = ["terraform", "apply"]\nsubprocess.run(cmd)\n',
    'e.py': 'import subprocess\nsubprocess.run(["terraform", action])\n',
    'f.py': 'import subprocess\nTOOL = "terraform"\nsubprocess.run([TOOL, "x"])\n',
    'g.py': 'import subprocess\nsubprocess.run("cd infra && terraform destroy", shell=True)\n',
    'h.py': 'import subprocess\nsubprocess.run(["/usr/local/bin/kubectl", "delete", "pod", name])\n',
    'i.py': 'import asyncio\nasyncio.create_subprocess_exec("aws", "s3", "rb", "s3://x", "--force")\n',
    'a.js': "const { execSync } = require('child_process');\nexecSync('terraform destroy -auto-approve');\n",
    'b.mjs':
      "import { spawnSync } from 'node:child_process';\nspawnSync('kubectl', ['delete', 'ns', 'shop'], { stdio: 'inherit' });\n",
    'c.mjs': "import { $ } from 'zx';\nawait $`helm uninstall ${name}`;\n",
    'd.mjs': "import { execa } from 'execa';\nawait execa('pulumi', ['destroy', '--yes']);\n",
    'e.js': "const cp = require('child_process');\ncp.execSync(`kubectl delete deployment ${app} -n ${ns}`);\n",
    'f.js': "const cp = require('child_process');\ncp.execFileSync('az', ['group', 'delete', '-n', 'x']);\n",
    'a.rb': 'system "terraform", "destroy"\n',
    'b.rb': 'puts `kubectl delete ns shop`\n',
    'c.rb': "require 'open3'\nOpen3.capture2e('helm uninstall api')\n",
    'd.rb': 'exec %q(x)\nsystem("terraform destroy -target=#{x}")\n',
    'main.go': 'package main\nimport "os/exec"\nfunc main() { exec.Command("terraform", "destroy").Run() }\n',
    'cmd/gone/main.go':
      'package main\nimport "os/exec"\nfunc main() { exec.CommandContext(ctx, "kubectl", "delete", "ns", ns).Run() }\n',
    'a.php': '<?php\nshell_exec("kubectl delete ns x");\n',
    'a.pl': 'system("kubectl delete ns x");\n',
    run: '#!/usr/bin/env python3\nimport os\nos.system("terraform apply")\n',
    'ok/a.py': 'import subprocess\nsubprocess.run(["git", "status"])\n# subprocess.run(["terraform", "destroy"])\n',
    'ok/b.py':
      '"""Wraps terraform destroy."""\nimport subprocess\nsubprocess.run(["pytest"])\nprint("run terraform destroy yourself")\n',
    'ok/c.py': 'import subprocess\nTOOLS = ["terraform", "kubectl"]\nsubprocess.run(["ls"])\n',
    'ok/d.js':
      "const { execSync } = require('child_process');\n// execSync('terraform destroy')\nexecSync('npm test');\nconsole.log('terraform destroy');\n",
    'ok/e.js': 'console.log(`terraform destroy ${x}`);\n/* kubectl delete ns */\nconst a = /terraform/.exec(s);\n',
    'ok/f.py': 'def test_parse():\n    assert parse("kubectl delete ns x") == ["kubectl", "delete"]\n',
    'ok/g.rb': '# system "terraform destroy"\nputs "helm uninstall api"\n',
    'ok/main.go': 'package main\n// exec.Command("terraform", "destroy")\nfunc main() { fmt.Println("terraform") }\n',
    'read/a.py': 'import subprocess\nsubprocess.run(["terraform", "plan"])\n',
    'read/b.js': "require('child_process').execSync('kubectl get pods -o json');\n",
    'read/c.rb': 'puts `kubectl get pods`\n',
    'read/d.py': 'import subprocess\nout = subprocess.check_output(["aws", "sts", "get-caller-identity"])\n',
  });
  isIn(world, 'python a.py', 'destroy terraform destroy app');
  isIn(world, 'node b.mjs', 'destroy kubectl delete ns shop');
  held(
    'code',
    [
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `python3 ${name}.py`),
      ...['a.js', 'b.mjs', 'c.mjs', 'd.mjs', 'e.js', 'f.js'].map((name) => `node ${name}`),
      ...['a', 'b', 'c', 'd'].map((name) => `ruby ${name}.rb`),
      'go run main.go',
      'go run ./main.go prod',
      'go run .',
      'go run ./cmd/gone',
      'cd cmd && go run ./gone',
      'php a.php',
      'perl a.pl',
      './run',
      'poetry run python a.py',
      'npx tsx b.mjs',
      'python3 -c \'import os; os.system("terraform destroy")\'',
      `node -e "require('child_process').execSync('kubectl delete ns x')"`,
      'python3 <<EOF\nimport subprocess\nsubprocess.run(["terraform", "destroy"])\nEOF',
      `ruby -e 'system("helm uninstall api")'`,
      'perl -e \'system("terraform destroy")\'',
    ],
    world,
  );
  passes('code', ['python read/a.py', 'node read/b.js', 'ruby read/c.rb', 'python read/d.py'], world);
  silent(
    'code',
    [
      ...['a', 'b', 'c', 'f'].map((name) => `python ok/${name}.py`),
      'node ok/d.js',
      'node ok/e.js',
      'ruby ok/g.rb',
      'go run ok/main.go',
      'go run ./nowhere',
      'go test ./...',
      `python3 -c 'print("terraform destroy")'`,
      `node -e "console.log('kubectl delete ns x')"`,
      'python3 - <<EOF\n# terraform destroy\nprint("kubectl delete")\nEOF',
      `node -p "JSON.parse('{}')"`,
    ],
    world,
  );
});

describe('libraries of clouds', () => {
  const boto = (call: string) => `import boto3\nclient = boto3.client("s3")\n${call}\n`;
  const sdk = (call: string) =>
    `import { S3Client, ListBucketsCommand } from "@aws-sdk/client-s3";\nconst client = new S3Client({});\n${call}\n`;
  const world = files({
    'h1.py': boto('client.delete_bucket(Bucket="x")'),
    'h2.py': boto('boto3.resource("ec2").Instance("i-1").terminate()'),
    'h3.py': boto('client.put_object(Bucket="x", Key="y", Body=b"")'),
    'h4.py': boto('getattr(client, method)(**args)'),
    'h5.py': boto('boto3.client("ec2").run_instances(ImageId="ami-1")'),
    'h6.py':
      'from kubernetes import client, config\nconfig.load_kube_config()\nclient.CoreV1Api().delete_namespaced_pod("x", "y")\n',
    'h7.py': 'from google.cloud import storage\nstorage.Client().bucket("x").delete()\n',
    'h8.py': 'from azure.mgmt.resource import ResourceManagementClient\nc.resource_groups.begin_delete("rg")\n',
    'h9.py':
      'from googleapiclient import discovery\ndiscovery.build("compute", "v1").instances().delete(project=p, zone=z, instance=i).execute()\n',
    'h10.py': 'from pulumi import automation as auto\nauto.select_stack("x").destroy()\n',
    'h1.mjs': sdk('await client.send(new DeleteBucketCommand({ Bucket: "x" }));'),
    'h2.mjs': 'const AWS = require("aws-sdk");\nnew AWS.S3().deleteObject({}).promise();\n',
    'h3.mjs': sdk('await client.send(command);'),
    'h4.mjs': 'import { Storage } from "@google-cloud/storage";\nawait new Storage().bucket("x").delete();\n',
    'h5.mjs': 'import k8s from "@kubernetes/client-node";\nawait api.deleteNamespacedPod({ name, namespace });\n',
    'h1.rb': "require 'aws-sdk-s3'\nAws::S3::Client.new.delete_bucket(bucket: 'x')\n",
    'h.go':
      'package main\nimport "k8s.io/client-go/kubernetes"\nfunc main() { clientset.CoreV1().Pods(ns).Delete(ctx, name, opts) }\n',
    's1.py': boto('print(client.list_buckets())'),
    's2.py': boto('for p in client.get_paginator("list_objects_v2").paginate(Bucket="x"): print(p)'),
    's3.py': `import argparse\n${boto('p = argparse.ArgumentParser(); p.add_argument("--x"); print(client.get_object(Bucket="x", Key="y")); items = []; items.insert(0, 1)')}`,
    's4.py':
      'import boto3\nc = boto3.client("s3", endpoint_url="http://localhost:4566")\nc.delete_bucket(Bucket="x")\n',
    's5.py': '# import boto3; boto3.client("s3").delete_bucket()\nprint(1)\n',
    's6.py': 'from kubernetes import client, config\nprint(client.CoreV1Api().list_pod_for_all_namespaces())\n',
    's7.py': 'from google.cloud import bigquery\nprint(bigquery.Client().get_table("x"))\n',
    's1.mjs': sdk('console.log(await client.send(new ListBucketsCommand({})));'),
    's2.mjs':
      'import { Storage } from "@google-cloud/storage";\nconst seen = new Map(); seen.delete("x"); const [files] = await new Storage().bucket("x").getFiles();\n',
    's.go':
      'package main\nimport "k8s.io/client-go/kubernetes"\nfunc main() { clientset.CoreV1().Pods(ns).List(ctx, opts) }\n',
    's1.rb': "require 'aws-sdk-s3'\nputs Aws::S3::Client.new.list_buckets\n",
  });
  held(
    'calls',
    [
      ...Array.from({ length: 10 }, (_, index) => `python h${index + 1}.py`),
      ...Array.from({ length: 5 }, (_, index) => `node h${index + 1}.mjs`),
      'ruby h1.rb',
      'go run h.go',
      `python -c 'import boto3; boto3.client("ec2").terminate_instances(InstanceIds=["i-1"])'`,
      'uv run h1.py',
      'python <<EOF\nimport boto3\nboto3.client("rds").delete_db_instance(DBInstanceIdentifier="prod")\nEOF',
    ],
    world,
  );
  silent(
    'calls',
    [
      ...Array.from({ length: 7 }, (_, index) => `python s${index + 1}.py`),
      'node s1.mjs',
      'node s2.mjs',
      'go run s.go',
      'ruby s1.rb',
      `python -c 'import boto3; print(boto3.client("sts").get_caller_identity())'`,
      'pip install boto3',
      'pytest tests/test_boto3.py',
    ],
    world,
  );
});

describe('libraries of databases, caches and other servers', () => {
  const world = files({
    'del.py': 'import psycopg2\nc = psycopg2.connect(dsn).cursor()\nc.execute("DELETE FROM users")\n',
    'file.py': 'import psycopg\nconn.execute(open("schema.sql").read())\n',
    'seed.ts': "import { PrismaClient } from '@prisma/client';\nawait new PrismaClient().user.deleteMany();\n",
    'force.js': "const { Sequelize } = require('sequelize');\nnew Sequelize(url).sync({ force: true });\n",
    'local.py': 'import psycopg2\nc = psycopg2.connect(host="localhost").cursor()\nc.execute("DROP TABLE users")\n',
    'mongo.js': "import mongoose from 'mongoose';\nawait User.deleteMany({});\n",
    'redis.py': 'import redis\nredis.Redis(host="cache").flushall()\n',
    'es.py': 'from elasticsearch import Elasticsearch\nElasticsearch(u).indices.delete(index="logs")\n',
    'kafka.py': 'from kafka.admin import KafkaAdminClient\nKafkaAdminClient().delete_topics(["t"])\n',
    'stripe.py': 'import stripe\nstripe.Customer.delete("c")\n',
    'volumes.py': 'import docker\ndocker.from_env().volumes.prune()\n',
    'main.go':
      'package main\nimport (\n\t"database/sql"\n\t_ "github.com/lib/pq"\n)\nfunc main() { db.Exec("TRUNCATE users") }\n',
    'ok/look.py': 'import psycopg2\nc = psycopg2.connect(dsn).cursor()\nc.execute("SELECT * FROM users")\n',
    'ok/prose.py': 'import psycopg2\nprint("Delete users first, then update from the list")\n',
    'ok/file.py': 'import sqlite3\nsqlite3.connect("dev.db").execute("DELETE FROM users")\n',
    'ok/lite.py':
      'from sqlalchemy import create_engine\ncreate_engine("sqlite:///dev.db").execute("DELETE FROM users")\n',
    'ok/local.py':
      'import psycopg2\nc = psycopg2.connect(host="localhost").cursor()\nc.execute("INSERT INTO users VALUES (1)")\n',
    'ok/server.js':
      "const { Pool } = require('pg');\napp.post('/x', () => pool.query('DELETE FROM users'));\napp.listen(3000);\n",
    'ok/spec.js': "const redis = require('redis');\ntest('empties', () => client.flushAll());\n",
    'ok/mock.ts': "import docker from './docker';\ndocker.volumes.remove();\n",
    'ok/containers.py': 'import docker\ndocker.from_env().containers.run("alpine", remove=True)\n',
    'ok/count.js': "import mongoose from 'mongoose';\nconsole.log(await User.countDocuments({}));\n",
  });
  held(
    'code',
    [
      ...['del', 'file', 'local', 'redis', 'es', 'kafka', 'stripe', 'volumes'].map((name) => `python ${name}.py`),
      ...['tsx seed.ts', 'node force.js', 'node mongo.js', 'go run main.go'],
      `node -e "require('pg'); c.query('DROP TABLE a')"`,
    ],
    world,
  );
  silent(
    'code',
    [
      ...['look', 'prose', 'file', 'lite', 'local', 'containers'].map((name) => `python ok/${name}.py`),
      ...['node ok/server.js', 'node ok/spec.js', 'tsx ok/mock.ts', 'node ok/count.js'],
    ],
    world,
  );
});

describe('requests and other machines', () => {
  const world = files({
    'a.py': 'import requests\nBASE = "https://api.example.com"\nrequests.delete(f"{BASE}/users/5")\n',
    'b.js': "await fetch('https://api.cloudflare.com/client/v4/zones/1', { method: 'DELETE' });\n",
    'c.js': "const axios = require('axios');\naxios.put('https://api.heroku.com/apps/x/formation', {});\n",
    'd.py': 'import urllib.request as u\nu.urlopen(u.Request("https://api.heroku.com/apps/x", method="DELETE"))\n',
    'e.go':
      'package main\nfunc main() { req, _ := http.NewRequest(http.MethodDelete, "https://api.github.com/repos/a/b", nil) }\n',
    'f.py': 'import paramiko\nclient.exec_command("systemctl restart nginx")\n',
    'ok/a.py': 'import requests\nBASE = "http://localhost:8000"\nrequests.delete(f"{BASE}/users/5")\n',
    'ok/b.js': "await fetch('https://api.cloudflare.com/client/v4/zones/1');\nconst method = 'DELETE';\n",
    'ok/c.js': "const axios = require('axios');\naxios.delete('/users/5');\n",
    'ok/f.py': 'import paramiko\nclient.exec_command("uptime")\n',
  });
  isIn(world, 'python a.py', 'destroy curl DELETE https://api.example.com/users/5');
  held('code', ['python a.py', 'node b.js', 'node c.js', 'python d.py', 'go run e.go', 'python f.py'], world);
  passes('code', ['python ok/f.py'], world);
  silent('code', ['python ok/a.py', 'node ok/b.js', 'node ok/c.js'], world);
});

describe('other interpreters', () => {
  held('code', [
    `Rscript -e 'system("kubectl delete pod x")'`,
    `elixir -e 'System.cmd("kubectl", ["delete", "ns", "x"])'`,
    `groovy -e '"kubectl delete ns x".execute()'`,
    `php -r 'shell_exec("docker volume rm x");'`,
    `lua -e 'os.execute("docker volume rm x")'`,
    `deno eval 'new Deno.Command("kubectl", { args: ["delete", "ns", "x"] })'`,
  ]);
  silent('code', [
    `Rscript -e 'print("kubectl delete pod x")'`,
    `groovy -e 'println "kubectl delete ns x"'`,
    `php -r 'echo "docker volume rm x";'`,
    `node -e "require('child_process').execSync('rm -rf dist && docker ps')"`,
  ]);
});
