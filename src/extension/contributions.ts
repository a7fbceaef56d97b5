/**
 * Everything Holdpoint contributes to the editor, named once. `package.json` says the same; a test holds the two equal,
 * and `node scripts/contribute.mjs` writes it there.
 */

export const commands = {
  reviewNextHold: 'holdpoint.reviewNextHold',
  approve: 'holdpoint.approve',
  deny: 'holdpoint.deny',
  showJournal: 'holdpoint.showJournal',
  protectAgents: 'holdpoint.protectAgents',
  doctor: 'holdpoint.doctor',
  repairAgents: 'holdpoint.repairAgents',
  copyCanary: 'holdpoint.copyCanary',
  refreshAgents: 'holdpoint.refreshAgents',
  tryPolicy: 'holdpoint.tryPolicy',
  replayPolicy: 'holdpoint.replayPolicy',
} as const;

export const views = { container: 'holdpoint', waiting: 'holdpoint.waiting', agents: 'holdpoint.agents' } as const;

export const panelType = 'holdpoint.panel';

export const settings = {
  patienceMinutes: 'holdpoint.patienceMinutes',
  revealPanel: 'holdpoint.revealPanel',
  notify: 'holdpoint.notify',
  probes: 'holdpoint.checks',
  policyRemotes: 'holdpoint.acceptPolicyFrom',
} as const;

const category = 'Holdpoint';

const patience = { default: 15, minimum: 1, maximum: 50 } as const;

/** The setting as it may be used: the editor warns of a value outside the bounds, and hands it over all the same. */
export const patienceMinutes = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(patience.maximum, Math.max(patience.minimum, value))
    : patience.default;

/** The setting as it may be used: whatever is no text trusts nobody. */
export const policyRemotes = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

export const contributes = {
  // Read by the YAML extension, where there is one.
  yamlValidation: [{ fileMatch: '.holdpoint/policy.yaml', url: './media/policy.schema.json' }],
  jsonValidation: [{ fileMatch: '.holdpoint/roster.json', url: './media/roster.schema.json' }],
  commands: [
    { command: commands.reviewNextHold, title: 'Review Next Hold', category, icon: '$(shield)' },
    { command: commands.approve, title: 'Approve…', category },
    { command: commands.deny, title: 'Deny…', category },
    { command: commands.showJournal, title: 'Show Journal', category, icon: '$(book)' },
    { command: commands.protectAgents, title: 'Protect Agents…', category, icon: '$(add)' },
    { command: commands.doctor, title: 'Doctor', category, icon: '$(pulse)' },
    { command: commands.repairAgents, title: 'Repair Agents', category, icon: '$(tools)' },
    { command: commands.copyCanary, title: 'Copy Canary', category, icon: '$(copy)' },
    { command: commands.refreshAgents, title: 'Refresh Agents', category, icon: '$(refresh)' },
    { command: commands.tryPolicy, title: 'Try Policy on a Command…', category },
    { command: commands.replayPolicy, title: 'Replay History Against Policy', category },
  ],
  configuration: {
    title: 'Holdpoint',
    properties: {
      [settings.patienceMinutes]: {
        type: 'integer',
        ...patience,
        scope: 'machine',
        description:
          'How many minutes a held action waits for a person. After that it is answered “not approved”; it never runs by itself.',
      },
      [settings.revealPanel]: {
        type: 'boolean',
        default: true,
        scope: 'machine',
        description: 'Open the approval panel when an action is held. The keyboard focus stays where it is.',
      },
      [settings.notify]: {
        type: 'boolean',
        default: true,
        scope: 'machine',
        description: 'Show a notification when an action is held.',
      },
      [settings.probes]: {
        type: 'string',
        enum: ['auto', 'ask', 'off'],
        enumDescriptions: [
          'Run what only looks; ask before anything that runs code of the project, such as a plan.',
          'Ask before every check.',
          'Run no checks: the panel shows what the text of the command says.',
        ],
        default: 'auto',
        scope: 'machine',
        description:
          'How Holdpoint finds out what a held action would do. In a workspace that is not trusted nothing runs by itself.',
      },
      [settings.policyRemotes]: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        scope: 'machine',
        markdownDescription:
          'Remotes whose default branch says what a policy is, such as `github.com/acme/shop`: a policy that is exactly the one there counts without a question. Name only repositories whose default branch is protected, and whose policy may count in every folder of this machine: where a folder says that it comes from can be written by an agent. The remote itself is asked, over HTTPS or SSH.',
      },
    },
  },
  viewsContainers: { activitybar: [{ id: views.container, title: 'Holdpoint', icon: 'media/activity.svg' }] },
  views: {
    [views.container]: [
      { id: views.waiting, name: 'Waiting', icon: 'media/activity.svg' },
      { id: views.agents, name: 'Agents', icon: 'media/activity.svg' },
    ],
  },
  viewsWelcome: [
    {
      view: views.waiting,
      when: 'holdpoint.protects',
      contents: `Nothing is waiting for you. Actions of your agents that touch infrastructure appear here before they run.\n[Show Journal](command:${commands.showJournal})\n[Doctor](command:${commands.doctor})`,
    },
    {
      view: views.waiting,
      when: '!holdpoint.protects',
      contents: `No agent is held yet.\n[Protect Agents…](command:${commands.protectAgents})`,
    },
    {
      view: views.agents,
      contents: `No agent was found on this machine.\n[Protect Agents…](command:${commands.protectAgents})`,
    },
  ],
  menus: {
    'view/item/context': [
      { command: commands.repairAgents, when: `view == ${views.agents} && viewItem == broken`, group: 'inline' },
      { command: commands.protectAgents, when: `view == ${views.agents} && viewItem == none`, group: 'inline' },
      { command: commands.copyCanary, when: `view == ${views.agents} && viewItem == held`, group: 'inline' },
    ],
    'view/title': [
      { command: commands.reviewNextHold, when: `view == ${views.waiting}`, group: 'navigation' },
      { command: commands.showJournal, when: `view == ${views.waiting}`, group: 'navigation' },
      { command: commands.protectAgents, when: `view == ${views.agents}`, group: 'navigation@1' },
      { command: commands.doctor, when: `view == ${views.agents}`, group: 'navigation@2' },
      { command: commands.refreshAgents, when: `view == ${views.agents}`, group: 'navigation@3' },
    ],
  },
} as const;
