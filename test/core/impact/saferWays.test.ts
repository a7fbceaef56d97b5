/** Commands a person can copy: the same target, nothing that a shell would take apart. */
import { describe, expect, test } from 'vitest';
import { saferWaysOf } from '../../../src/core/impact/saferWays.ts';
import { understandLine } from '../../support/understanding.ts';

const offers = (line: string, ...expected: readonly string[]) =>
  test(line, () =>
    expect(saferWaysOf(undefined, understandLine(line).effects).map(({ command }) => command)).toEqual(expected),
  );

describe('instead of', () => {
  offers(
    'kubectl --context prod -n shop delete deployment web',
    'kubectl rollout restart deployment/web --context prod -n shop',
    'kubectl scale deployment/web --replicas=0 --context prod -n shop',
  );
  offers(
    'kubectl delete ns shop --context=prod',
    'kubectl get all,pvc,secret,configmap -n shop --context=prod',
    'kubectl scale deployment,statefulset --all --replicas=0 -n shop --context=prod',
  );
  offers('kubectl delete -f k8s/', 'kubectl delete -f k8s/ --dry-run=server -o name');
  offers('kubectl apply -n shop -f k8s/', 'kubectl diff -n shop -f k8s/');
  offers('helm uninstall report -n cost', 'helm rollback report -n cost', 'helm get values report -o yaml -n cost');
  offers(
    'aws elasticbeanstalk terminate-environment --environment-name cost --region cn-north-1',
    'aws elasticbeanstalk restart-app-server --environment-name cost --region cn-north-1',
    'aws elasticbeanstalk rebuild-environment --environment-name cost --region cn-north-1',
  );
  offers(
    'aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot --profile prod',
    'aws rds create-db-snapshot --db-instance-identifier orders --db-snapshot-identifier orders-before --profile prod',
    'aws rds reboot-db-instance --db-instance-identifier orders --profile prod',
  );
  offers('aws s3 rm s3://logs/ --recursive', 'aws s3 rm s3://logs/ --recursive --dryrun');
  offers('psql -h db.prod -d orders -c "DROP TABLE items"', 'pg_dump -h db.prod -d orders -t items > items-before.sql');
  offers('redis-cli -h cache.prod flushall', 'redis-cli -h cache.prod --rdb before.rdb');
  offers(
    'docker volume rm data',
    'docker run --rm -v data:/from:ro -v "$PWD":/to busybox tar czf /to/data-before.tar.gz -C /from .',
  );
  offers('git push --force origin main', 'git push --force-with-lease origin main');
  offers(
    'terraform -chdir=envs/prod destroy -auto-approve -var-file=prod.tfvars',
    'terraform -chdir=/projects/app/envs/prod plan -destroy -var-file=prod.tfvars',
    'terraform -chdir=/projects/app/envs/prod apply -replace=ADDRESS',
  );
});

describe('nothing is offered', () => {
  offers("kubectl delete deployment 'web; rm -rf ~'");
  offers('psql -c \'DROP TABLE "x; y"\'');
  offers('kubectl get pods');
  offers('kubectl delete deployment $NAME');
});
