import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('aws', () => {
  is('aws ec2 describe-instances', 'read aws ec2 describe-instances');
  is('aws ec2 terminate-instances --instance-ids i-1 i-2', 'destroy aws ec2 terminate-instances i-1, i-2');
  is('aws ec2 terminate-instances --instance-ids=i-1', 'destroy aws ec2 terminate-instances i-1');
  is(
    'aws --profile prod --region eu-west-1 ec2 stop-instances --instance-ids i-1',
    'change aws ec2 stop-instances i-1 @ profile prod, region eu-west-1',
  );
  is(
    'aws ec2 stop-instances --instance-ids i-1 --region=eu-west-1',
    'change aws ec2 stop-instances i-1 @ region eu-west-1',
  );
  is('AWS_PROFILE=prod aws s3 rb s3://b --force', 'destroy aws s3 rb s3://b @ profile prod');
  isIn(
    { env: { AWS_PROFILE: 'live', AWS_REGION: 'us-east-1' } },
    'aws s3 ls',
    'read aws s3 ls @ profile live, region us-east-1',
  );
  isIn({ env: { AWS_PROFILE: 'live' } }, 'aws --profile dev s3 ls', 'read aws s3 ls @ profile dev');
  is(
    'aws rds delete-db-instance --db-instance-identifier prod --skip-final-snapshot',
    'destroy aws rds delete-db-instance prod',
  );
  is('aws dynamodb delete-table --table-name users', 'destroy aws dynamodb delete-table users');
  is('aws cloudformation delete-stack --stack-name app', 'destroy aws cloudformation delete-stack app');
  is('aws cloudformation deploy --stack-name app --template-file t.yaml', 'change aws cloudformation deploy app');
  is(
    'aws lambda update-function-code --function-name f --zip-file fileb://x.zip',
    'change aws lambda update-function-code f',
  );
  is('aws iam create-user --user-name eve', 'change aws iam create-user eve');
  is('aws kms schedule-key-deletion --key-id k', 'destroy aws kms schedule-key-deletion k');
  is('aws s3 ls', 'read aws s3 ls');
  is('aws s3 ls s3://b', 'read aws s3 ls s3://b');
  is('aws s3 cp x s3://b/x', 'change aws s3 cp s3://b/x');
  is('aws s3 cp s3://b/x .', 'read aws s3 cp s3://b/x → .');
  is('aws s3 cp s3://b/x s3://c/x', 'change aws s3 cp s3://c/x');
  is('aws s3 cp - s3://b/x', 'change aws s3 cp s3://b/x');
  is('aws s3 mv s3://b/x .', 'destroy aws s3 mv s3://b/x');
  is('aws s3 mv x s3://b/x', 'change aws s3 mv s3://b/x');
  is('aws s3 rm s3://b --recursive', 'destroy aws s3 rm s3://b');
  is('aws s3 sync . s3://b', 'change aws s3 sync s3://b');
  is('aws s3 sync . s3://b --delete', 'destroy aws s3 sync --delete s3://b');
  is('aws s3 sync --exclude "*.map" dist s3://b --delete', 'destroy aws s3 sync --delete s3://b');
  is('aws s3 sync s3://b .', 'read aws s3 sync s3://b → .');
  is('aws s3 sync "$SRC" "$DST"', 'unknown aws s3 sync $SRC → $DST');
  is('aws s3 cp x "s3://$BUCKET/x"', 'change aws s3 cp s3://$BUCKET/x');
  is('aws s3 mb s3://b', 'change aws s3 mb s3://b');
  is('aws sts get-caller-identity', 'read aws sts get-caller-identity');
  is('aws sts assume-role --role-arn r --role-session-name s', 'change aws sts assume-role r');
  is('aws configure list', 'read aws configure list');
  is('aws configure set region x', 'change aws configure set region, x');
  is('aws configure', 'change aws configure');
  is('aws ec2 wait instance-running --instance-ids i-1', 'read aws ec2 wait i-1');
  is('aws ec2 frobnicate-things', 'unknown aws ec2 frobnicate-things');
  is('aws ec2 constructor', 'unknown aws ec2 constructor');
  is('aws', 'read aws help');
  is('aws --version', 'read aws --version');
  is('aws help', 'read aws help');
  is('aws --new-option x ec2 describe-instances', 'unknown aws x');
  is('aws ec2 terminate-instances help', 'read aws ec2 terminate-instances');
  is('awslocal s3 rb s3://b');
  isIn(
    { env: { AWS_ENDPOINT_URL: 'https://s3.example.org' } },
    'awslocal s3 rb s3://b',
    'destroy aws s3 rb s3://b @ endpoint https://s3.example.org',
  );
  isIn({ env: { AWS_ENDPOINT_URL: 'http://localhost:4566' } }, 'aws s3 rb s3://b');
  isIn(
    { env: { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_ENDPOINT_URL_S3: 'https://s3.example.org' } },
    'aws s3 rb s3://b',
    'destroy aws s3 rb s3://b @ endpoint http://localhost:4566',
  );
  is(
    'aws --endpoint-url https://s3.example.org s3 rb s3://b',
    'destroy aws s3 rb s3://b @ endpoint https://s3.example.org',
  );
  is(
    'aws --region cn-north-1 ec2 terminate-instances --instance-ids i-1',
    'destroy aws ec2 terminate-instances i-1 @ region cn-north-1',
  );
  is('aws s3 sync s3://b /restore --delete', 'destroy aws s3 sync --delete /restore');
  is('aws s3 sync s3://b dist --delete', 'read aws s3 sync s3://b → dist');
  is(
    'aws --endpoint-url https://x.example.org s3 rb s3://b',
    'destroy aws s3 rb s3://b @ endpoint https://x.example.org',
  );
  is('docker run --rm amazon/aws-cli s3 rb s3://b', 'destroy aws s3 rb s3://b');
});

passes('aws', [
  'aws s3api list-buckets',
  'aws s3api head-object --bucket b --key k',
  'aws logs tail /aws/lambda/f --follow',
  'aws logs filter-log-events --log-group-name g',
  'aws dynamodb scan --table-name t',
  'aws dynamodb query --table-name t',
  'aws dynamodb batch-get-item --request-items x',
  'aws ecr get-login-password',
  'aws secretsmanager get-secret-value --secret-id s',
  'aws cloudformation validate-template --template-body file://t',
  'aws cloudformation detect-stack-drift --stack-name s',
  'aws iam simulate-principal-policy --policy-source-arn a',
  'aws ec2 terminate-instances --instance-ids i-1 --dry-run',
  'aws s3 rm s3://b --recursive --dryrun',
  'aws s3 sync . s3://b --delete --dryrun',
  'aws ec2 run-instances --generate-cli-skeleton',
  'aws rds delete-db-instance --generate-cli-skeleton input',
  'aws ec2 describe-instances $ARGS',
  'aws lambda invoke --function-name f --invocation-type DryRun out',
]);

held('aws', [
  'aws ec2 terminate-instances --instance-ids i-1 --dry-run --no-dry-run',
  'aws ec2 terminate-instances --instance-ids i-1 --dry-run $X',
  'aws ec2 terminate-instances --instance-ids i-1 --dry-run=false',
  'aws rds delete-db-instance --db-instance-identifier x --dry-run',
  'aws rds delete-db-instance --generate-cli-skeleton=bogus',
  'aws s3 rm s3://b --dry-run',
  'aws s3 rb s3://b --dryrun',
  'aws s3api delete-objects --bucket b --delete x',
  'aws s3api put-bucket-policy --bucket b --policy x',
  'aws ec2 authorize-security-group-ingress --group-id g',
  'aws ec2 release-address --allocation-id a',
  'aws ecs update-service --service s --desired-count 0',
  'aws autoscaling set-desired-capacity --desired-capacity 0',
  'aws sqs purge-queue --queue-url q',
  'aws cognito-idp admin-delete-user --username x',
  'aws eks update-kubeconfig --name c',
  'aws ssm start-session --target i-1',
  'aws ssm send-command --document-name d',
  'aws ecs execute-command --cluster c',
  'aws lambda invoke --function-name f out',
  'aws sso login',
  'aws sts get-federation-token --name x',
  'aws route53 change-resource-record-sets --hosted-zone-id z',
  'aws dynamodb batch-write-item --request-items x',
  'aws ecr batch-delete-image --repository-name r',
  'aws ec2 "$OP" --instance-ids i-1',
]);

silent('aws on this machine', [
  'aws --endpoint-url http://localhost:4566 s3 rb s3://b --force',
  'aws s3 mb s3://b --endpoint-url=http://127.0.0.1:9000',
  'AWS_ENDPOINT_URL=http://localhost:4566 aws dynamodb delete-table --table-name t',
  'aws dynamodb create-table --table-name t --endpoint-url http://localhost:8000',
  'aws --endpoint-url http://localhost.localstack.cloud:4566 sqs purge-queue --queue-url q',
]);

held('aws elsewhere', [
  'aws --endpoint-url http://localhost.example.org:4566 s3 rb s3://b',
  'aws --endpoint-url "$URL" s3 rb s3://b',
  'aws --endpoint-url http://localhost:4566 --endpoint-url https://x.example.org s3 rb s3://b',
  'aws --endpoint-url http://localhost@x.example.org s3 rb s3://b',
  'ssh web1 aws --endpoint-url http://localhost:4566 s3 rb s3://b',
  'aws configure set region x --endpoint-url http://localhost:4566',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true AWS_ENDPOINT_URL=http://localhost:4566 aws s3 rb s3://b',
  'aws rds-data execute-statement --resource-arn a --sql "DROP TABLE t"',
  'aws rds-data execute-statement --resource-arn a --sql "$SQL"',
  'aws athena start-query-execution --query-string "DROP TABLE t"',
  'aws acm export-certificate --certificate-arn a',
  'aws bedrock-agent-runtime invoke-agent --agent-id a',
  'aws kms retire-grant --grant-id g',
  'aws kms re-encrypt --ciphertext-blob x',
]);

passes('aws by access level', [
  'aws rds-data execute-statement --resource-arn a --sql "SELECT 1"',
  'aws athena start-query-execution --query-string "SELECT 1"',
  'aws logs start-query --query-string x',
  'aws sqs receive-message --queue-url q',
  'aws bedrock-runtime invoke-model --model-id m out.json',
  'aws cognito-idp admin-get-user --user-pool-id p --username u',
  'aws route53 test-dns-answer --hosted-zone-id z',
  'aws iam generate-credential-report',
  'aws cloudformation detect-stack-drift --stack-name s',
  'aws rekognition detect-labels --image x',
  'aws textract analyze-document --document d',
  'aws translate translate-text --text x',
  'aws dynamodb transact-get-items --transact-items x',
  'aws rds generate-db-auth-token --hostname h',
]);
