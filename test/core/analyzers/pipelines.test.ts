import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('pipelines', () => {
  is('circleci context delete org/o ctx', 'destroy circleci context delete org/o ctx');
  is('circleci pipeline run x y', 'change circleci pipeline run x y');
  is(
    'java -jar jenkins-cli.jar -s https://j.example delete-job x',
    'destroy jenkins-cli delete-job x @ server https://j.example',
  );
  is('tkn -n ci pipeline start build', 'change tkn pipeline start build @ namespace ci');
});

held('pipelines', [
  'circleci context store-secret org/o ctx KEY',
  'circleci context remove-secret org/o ctx KEY',
  'circleci orb publish o.yml o/a@1.0.0',
  'circleci orb delete o/a',
  'circleci pipeline delete 1',
  'circleci frobnicate',
  'jenkins-cli build deploy -p ENV=prod',
  'jenkins-cli -s http://j:8080 safe-restart',
  'jenkins-cli groovy = < x.groovy',
  'java -jar /opt/jenkins-cli.jar -s http://j:8080 -auth a:b build deploy',
  'java -jar jenkins-cli.jar -s http://j frobnicate',
  'tkn pr delete --all',
  'tkn pipelinerun cancel x',
  'argo submit wf.yaml',
  'argo delete --all',
  'argo terminate x',
  'bk build create -p deploy',
  'bk job unblock 1',
  'drone build promote o/r 1 production',
  'drone secret rm --repository o/r --name x',
  'woodpecker-cli pipeline start o/r',
  'woodpecker-cli repo rm o/r',
  'travis restart 1',
  'travis env set X y',
  'eas submit -p ios',
  'eas update --branch production',
  'npx eas-cli build --platform all',
  'fastlane deliver',
  'fastlane ios beta',
  'bundle exec fastlane android deploy',
  'fastlane match nuke distribution',
]);

silent('pipelines', [
  'circleci local execute build',
  'circleci config pack src',
  'java -jar app.jar',
  'java -version',
  'drone exec',
  'travis encrypt x',
  'eas build --local -p ios',
  'fastlane test',
  'fastlane ios test',
  'echo "circleci context delete x"',
]);

passes('pipelines', [
  'circleci config validate .circleci/config.yml',
  'circleci pipeline list x',
  'circleci context list',
  'circleci context delete --help',
  'jenkins-cli list-jobs',
  'java -jar jenkins-cli.jar -s http://j:8080 who-am-i',
  'tkn pipeline list',
  'tkn pr logs x',
  'argo list',
  'argo logs x',
  'bk build list',
  'drone build ls o/r',
  'woodpecker-cli pipeline ls o/r',
  'travis status',
  'eas build:list',
]);

passes('what Jenkins is asked for', [
  'java -jar jenkins-cli.jar -s http://jenkins.local/ list-views',
  'jenkins-cli get-credentials system::system::jenkins',
]);
held('what Jenkins is told', ['jenkins-cli frobnicate x', 'jenkins-cli delete-view x']);
