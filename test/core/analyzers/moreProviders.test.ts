/** Clouds with nouns before verbs, and what runs machines on a host. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('more providers', () => {
  is('openstack server delete web', 'destroy openstack server delete web');
  is('openstack --os-cloud prod volume list', 'read openstack volume list @ cloud prod');
  is('yc serverless function version create --name x', 'change yc serverless function version create');
  is('govc vm.destroy web', 'destroy govc vm.destroy web');
  is('govc vm.info web', 'read govc vm.info web');
  is('virsh undefine db', 'destroy virsh undefine db');
  is('lxc list', 'read lxc list');
  is('lxc delete web', 'destroy lxc delete web');
  is('juju show-model m', 'read juju show-model m');
  is('VBoxManage snapshot web restore base', 'destroy vboxmanage snapshot web restore base');
  is('VBoxManage snapshot web list');
  is('civo frobnicate', 'unknown civo frobnicate');
});
