import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('gcloud', () => {
  is(
    'gcloud --project live compute instances delete web --zone europe-west1-b',
    'destroy gcloud compute instances delete web @ project live, zone europe-west1-b',
  );
  is('gcloud beta run services list', 'read gcloud run services list');
  is('gcloud run deploy api --image x', 'change gcloud run deploy api');
  is('gcloud config set project live', 'change gcloud config set project live');
  is('gcloud compute instances list', 'read gcloud compute instances list');
  is(
    'gcloud compute ssh web --command "sudo rm -rf /data"',
    'read gcloud compute ssh web',
    'unknown remote rm -rf /data @ on web',
  );
  isIn(
    { env: { CLOUDSDK_CORE_PROJECT: 'live' } },
    'gcloud sql instances delete db',
    'destroy gcloud sql instances delete db @ project live',
  );
  is('gsutil rm -r gs://b/x', 'destroy gsutil rm gs://b/x');
  is('bq query "DROP TABLE d.t"', 'destroy bq query DROP TABLE d.t');
});

held('gcloud', [
  'gcloud projects delete live',
  'gcloud container clusters delete prod --zone x --quiet',
  'gcloud container clusters get-credentials prod',
  'gcloud compute instances stop web',
  'gcloud compute instances delete --dry-run web',
  'gcloud compute firewall-rules create open --allow tcp:22',
  'gcloud compute instance-groups managed rolling-action replace g',
  'gcloud iam service-accounts keys create key.json --iam-account a',
  'gcloud projects add-iam-policy-binding p --member=user:x --role=roles/owner',
  'gcloud projects remove-iam-policy-binding p --member=user:x --role=roles/owner',
  'gcloud app deploy',
  'gcloud app versions delete v1',
  'gcloud functions deploy f',
  'gcloud builds submit .',
  'gcloud sql export sql db gs://b/x',
  'gcloud sql connect db',
  'gcloud secrets versions destroy 1 --secret=s',
  'gcloud kms keys versions destroy 1',
  'gcloud services disable compute.googleapis.com',
  'gcloud deploy releases create r',
  'gcloud deploy rollouts approve r',
  'gcloud compute ssh web',
  'gcloud auth activate-service-account --key-file k.json',
  'gcloud config configurations activate prod',
  'gcloud storage rm -r gs://b',
  'gcloud storage cp ./x gs://b/x',
  'gcloud storage mv gs://b/x ./x',
  'gcloud storage rsync ./x gs://b --delete-unmatched-destination-objects',
  'gcloud storage rsync ./x gs://b --dry-run=false',
  'gcloud compute frobnicate x',
  'gcloud $GROUP instances delete x',
  'gcloud compute "$KIND" list',
  'gcloud spanner databases execute-sql d --instance i --sql "DELETE FROM t WHERE true"',
  'gcloud alpha compute tpus tpu-vm delete x',
  'gsutil -m rsync -d -r ./x gs://b',
  'gsutil cp x gs://b/x',
  'gsutil rsync -d gs://b /restore',
  'gsutil mv gs://b/x gs://b/y',
  'gsutil rb gs://b',
  'gsutil iam ch allUsers:objectViewer gs://b',
  'gsutil acl set public-read gs://b/x',
  'gsutil versioning set off gs://b',
  'bq rm -f -t d.t',
  'bq mk d',
  'bq load d.t x.csv',
  'bq query --use_legacy_sql=false "DELETE FROM d.t WHERE 1=1"',
  'bq query --destination_table d.u "SELECT 1"',
  'bq query "$SQL"',
]);

passes('gcloud', [
  'gcloud version',
  'gcloud info',
  'gcloud auth list',
  'gcloud auth print-access-token',
  'gcloud config list',
  'gcloud config get-value project',
  'gcloud config configurations list',
  'gcloud projects list',
  'gcloud projects get-iam-policy p',
  'gcloud compute instances describe delete --zone x',
  'gcloud container clusters list --format=json',
  'gcloud --quiet --format json run services describe api',
  'gcloud beta deploy releases list',
  'gcloud logging read "severity=ERROR" --limit 5',
  'gcloud functions logs read f',
  'gcloud run services logs read api',
  'gcloud builds log 1',
  'gcloud secrets versions access latest --secret=s',
  'gcloud storage ls gs://b',
  'gcloud storage cp gs://b/x ./x',
  'gcloud storage rsync gs://b ./x',
  'gcloud storage rsync ./x gs://b --delete-unmatched-destination-objects --dry-run',
  'gcloud compute instances delete --help',
  'gcloud help compute instances delete',
  'gcloud artifacts docker images list repo',
  'gcloud dns record-sets list --zone z',
  'gcloud iam roles describe roles/owner',
  'gcloud spanner databases execute-sql d --instance i --sql "SELECT 1"',
  'gsutil ls gs://b',
  'gsutil -m cp -r gs://b/x ./x',
  'gsutil rsync -n -d ./x gs://b',
  'gsutil iam get gs://b',
  'gsutil cat gs://b/x',
  'gsutil rsync -d gs://b ./dist',
  'gsutil du -sh gs://b',
  'bq ls',
  'bq show d.t',
  'bq --location EU head d.t',
  'bq query "SELECT 1"',
  'bq query --dry_run "DELETE FROM d.t WHERE 1=1"',
]);

silent('gcloud', [
  'gcloud emulators firestore start',
  'echo gcloud projects delete live',
  'git commit -m "gcloud projects delete"',
]);
