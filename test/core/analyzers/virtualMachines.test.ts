import { held, silent } from '../../support/understanding.ts';

held('virtual machines', [
  'colima delete -f',
  'colima prune',
  'colima kubernetes reset',
  'limactl delete default',
  'limactl factory-reset default',
  'limactl disk delete data',
  'vagrant destroy -f',
  'vagrant snapshot restore x',
  'vagrant cloud publish o/b 1.0 virtualbox x.box',
  'multipass delete vm --purge',
  'multipass purge',
  'orb delete vm',
  'orbctl reset',
  'limactl frobnicate',
]);

silent('virtual machines', [
  'colima start --cpu 4',
  'colima stop',
  'colima status',
  'limactl list',
  'limactl start default',
  'vagrant up',
  'vagrant halt',
  'vagrant status',
  'vagrant ssh',
  'multipass launch -n vm',
  'multipass list',
  'multipass stop vm',
  'orb list',
  'orb start',
  'echo "colima delete"',
]);
