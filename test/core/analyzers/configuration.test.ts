import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('configuration of machines', () => {
  is('ansible-playbook -i prod site.yml -l web', 'change ansible-playbook run site.yml @ inventory prod, limit web');
  is('ansible-playbook -i prod site.yml --check --diff', 'read ansible-playbook run --check site.yml @ inventory prod');
  is('ansible web -m shell -a "rm -rf /data" -b', 'unknown ansible shell rm -rf /data on web');
  is('ansible web -m file -a "path=/data state=absent"', 'destroy ansible file path=/data state=absent on web');
  is('ansible web -a uptime', 'read ansible command uptime on web');
  is('knife node delete web -y', 'destroy knife node delete web');
  is("salt 'web*' state.apply", 'change salt state.apply on web*');
  is('nixos-rebuild switch --target-host web', 'change nixos-rebuild switch @ web');
});

held('configuration of machines', [
  'ansible-playbook site.yml',
  'ansible-playbook "$PLAY" --check',
  'ansible-playbook site.yml -e check=true',
  'ansible-pull -U https://example.org/x',
  'ansible all -m apt -a "name=x state=latest"',
  'ansible all -m reboot',
  'ansible all -a "env rm -rf /"',
  'ansible all -a "find / -delete"',
  'ansible all -a "uptime; rm -rf /"',
  'ansible all -m "$M"',
  'ansible all -m raw -a reboot --check',
  'ansible-galaxy collection publish x.tar.gz',
  'ansible-galaxy delete u r',
  'ansible-vault decrypt secrets.yml',
  'ansible-vault edit secrets.yml',
  'ansible-console web',
  'chef-client',
  'chef-client -o "recipe[x]"',
  'knife bootstrap web',
  'knife ssh "name:*" "sudo reboot"',
  'knife cookbook upload x',
  'knife data bag delete b',
  'knife ec2 server delete i-1',
  'puppet apply site.pp',
  'puppet agent -t',
  'puppet resource package x ensure=absent',
  'puppet node purge web',
  "salt '*' cmd.run 'rm -rf /'",
  "salt '*' pkg.remove x",
  "salt '*' state.highstate test=False",
  'salt-key -d web',
  'salt-cloud -d web',
  'salt-run state.orchestrate x',
  'salt-ssh web -r reboot',
  'salt-call --local state.apply',
  'nixos-rebuild boot',
  'nixos-rebuild switch --rollback',
]);

passes('configuration of machines', [
  'ansible-playbook site.yml --syntax-check',
  'ansible-playbook site.yml --list-tasks',
  'ansible-playbook -C site.yml',
  'ansible all -m ping',
  'ansible all -m setup',
  'ansible all --list-hosts',
  'ansible all -a "df -h"',
  'ansible all -m apt -a "name=x" --check',
  'ansible-inventory --list',
  'ansible-inventory -i prod --graph',
  'ansible-doc apt',
  'ansible-config dump',
  'ansible-galaxy list',
  'ansible-vault view secrets.yml',
  'chef-client --why-run',
  'knife node list',
  'knife node show delete',
  'knife status',
  'puppet apply --noop site.pp',
  'puppet agent -t --noop',
  'puppet resource package x',
  'puppet parser validate site.pp',
  "salt '*' test.ping",
  "salt '*' grains.items",
  "salt '*' state.apply test=True",
  "salt '*' cmd.run uptime",
  "salt -G 'os:Ubuntu' test.ping",
  'salt-key -L',
  'salt-cloud -Q',
  'salt-run manage.status',
  'nixos-rebuild dry-build',
  'nixos-rebuild list-generations',
]);

silent('configuration of machines', [
  'ansible-galaxy collection install community.general',
  'ansible-galaxy install -r requirements.yml',
  'ansible-galaxy init role',
  'ansible-vault encrypt_string x',
  'ansible-vault encrypt secrets.yml',
  'nixos-rebuild build',
  'echo ansible-playbook site.yml',
]);
