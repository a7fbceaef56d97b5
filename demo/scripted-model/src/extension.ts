/**
 * A language model that is a script. It exists so that the editor's own chat, its agent mode, its tools and its hooks
 * can be shown and tested for real, with no account and no network. See `stories.ts` for what it does.
 *
 * Every request is appended to the file that HOLDPOINT_SCRIPTED_LOG names, one JSON object per line.
 */
import { appendFileSync } from 'node:fs';
import {
  type ChatProviderMessage,
  commands,
  type ExtensionContext,
  extensions,
  LanguageModelChatMessageRole,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
  lm,
  workspace,
} from 'vscode';
import { play, type Scene, type Story, storyFor } from './stories.ts';

const label = '*Scripted demo model: every word of this was written in advance.*\n\n';

const known =
  'I only know one story. Ask me to **fix the cost report**, or to **recreate the environment**. ' +
  'A line such as `call run_in_terminal {"command":"ls"}` makes me call that tool.';

function note(entry: Readonly<Record<string, unknown>>): void {
  const file = process.env.HOLDPOINT_SCRIPTED_LOG;
  if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

const textOf = (parts: readonly unknown[]) =>
  parts.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');

/** The story the person last asked for, and what its tools gave back since. */
function read(messages: readonly ChatProviderMessage[], scene: Scene): { story: Story | undefined; results: string[] } {
  let story: Story | undefined;
  let results: string[] = [];
  for (const { role, content } of messages) {
    const answers = content.filter((part) => part instanceof LanguageModelToolResultPart);
    results.push(...answers.map((answer) => textOf(answer.content)));
    if (role !== LanguageModelChatMessageRole.User || answers.length > 0) continue;
    const asked = storyFor(requestIn(textOf(content)), scene);
    if (asked) {
      story = asked;
      results = [];
    }
  }
  return { story, results };
}

/** The chat sends instructions, files and dates beside the prompt; only the prompt may pick a story. */
function requestIn(message: string): string {
  return /<userRequest>([\s\S]*?)<\/userRequest>/.exec(message)?.[1] ?? message;
}

function scene(): Scene {
  const kind = process.env.HOLDPOINT_DEMO_INFRASTRUCTURE;
  return {
    folder: workspace.workspaceFolders?.[0]?.uri.fsPath ?? '',
    infrastructure: kind === 'database' || kind === 'tofu' ? kind : 'terraform',
  };
}

export async function activate(context: ExtensionContext): Promise<void> {
  const provider = lm.registerLanguageModelChatProvider('holdpoint-scripted', {
    provideLanguageModelChatInformation: () => [
      {
        id: 'scripted',
        name: 'Scripted Model (demo)',
        family: 'scripted',
        version: '1',
        maxInputTokens: 200_000,
        maxOutputTokens: 8_000,
        capabilities: { toolCalling: true },
      },
    ],
    provideTokenCount: async (_model, text) => Math.ceil(JSON.stringify(text).length / 4),
    async provideLanguageModelChatResponse(_model, messages, { tools = [] }, progress) {
      // Without tools it is not the agent asking, but the chat: for a title, or what to say while it works.
      if (tools.length === 0) return progress.report(new LanguageModelTextPart('Scripted demo'));
      const { story, results } = read(messages, scene());
      const move = story ? play(story, results) : ({ kind: 'end', words: known } as const);
      const said = move.kind === 'step' ? (move.step.say ?? '') : move.words;
      note({
        event: 'request',
        tools: tools.map(({ name }) => name),
        ...(move.kind === 'step' ? { tool: move.step.tool } : {}),
        results,
        said,
      });
      // The chat folds the steps away at the end, so the last words are labelled as well as the first.
      const first = results.length === 0 || move.kind === 'end' ? label : '';
      if (first + said) progress.report(new LanguageModelTextPart(`${first}${said}\n\n`));
      if (move.kind === 'step') {
        progress.report(
          new LanguageModelToolCallPart(`call-${results.length}-${Date.now()}`, move.step.tool, move.step.input),
        );
      }
    },
  });
  context.subscriptions.push(provider);
  await enableChat(context);
  note({ event: 'ready' });
}

/** The built-in chat stays disabled until somebody signs in. This enables it as it is, without an account. */
async function enableChat(context: ExtensionContext): Promise<void> {
  const chat = () => extensions.getExtension('GitHub.copilot-chat');
  if (!chat()) {
    const enabled = new Promise<void>((done) => {
      context.subscriptions.push(extensions.onDidChange(() => chat() && done()));
    });
    await commands.executeCommand('workbench.extensions.installExtension', 'GitHub.copilot-chat', { enable: true });
    await enabled;
  }
  await chat()?.activate();
}
