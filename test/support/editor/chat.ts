/**
 * The editor's own chat in agent mode, with the scripted model of `demo/scripted-model` behind it. What the model was
 * asked and told stands in its log file, so a test reads exactly what an agent would have got.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { list, optionalText, record, text } from '../../../src/base/json.ts';
import { sleep, until } from './processes.ts';
import type { Workbench } from './workbench.ts';

/** One line of the model's log: a request of the chat, and what the model answered it with. */
export interface ModelRequest {
  readonly tools: readonly string[];
  /** The tool the model called; undefined when this answer ended the turn. */
  readonly tool: string | undefined;
  /** What its tools gave back so far in this turn. */
  readonly results: readonly string[];
  readonly said: string;
}

export interface Finished {
  readonly results: readonly string[];
  readonly said: string;
  /** The editor's own question, in one line, where it asked one. */
  readonly confirmation?: string;
  readonly ms: number;
}

export interface TurnOptions {
  /** How to answer the editor's own question; without it such a question fails the turn. */
  readonly onConfirmation?: 'Allow' | 'Skip';
  readonly timeout?: number;
}

/** A turn under way. */
export interface Turn {
  /** Until the model has given its last answer and the chat takes the next prompt. */
  finished(options?: TurnOptions): Promise<Finished>;
  /** True while the turn has not ended. */
  running(): boolean;
}

/** The environment variable that names the scripted model's log file. */
export const modelLogVariable = 'HOLDPOINT_SCRIPTED_LOG';

/** The name in the chat's model picker. */
const modelName = 'Scripted Model (demo)';

/** A prompt line that makes the scripted model call one tool. */
export const callTool = (tool: string, input: Readonly<Record<string, unknown>>) =>
  `call ${tool} ${JSON.stringify(input)}`;

/** A prompt line that makes it run a command in the terminal. */
export const inTerminal = (command: string, timeout = 20_000) =>
  callTool('run_in_terminal', {
    command,
    explanation: 'test',
    goal: 'test',
    mode: 'sync',
    timeout,
    isBackground: false,
  });

export class Chat {
  readonly workbench: Workbench;
  readonly #log: string;

  constructor(workbench: Workbench, log: string) {
    this.workbench = workbench;
    this.#log = log;
  }

  #entries(): readonly Readonly<Record<string, unknown>>[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => record(JSON.parse(line)));
  }

  /** Every request so far, of all turns. */
  requests(): readonly ModelRequest[] {
    return this.#entries()
      .filter(({ event }) => event === 'request')
      .map((entry) => ({
        tools: list(entry.tools).map((it) => text(it)),
        tool: optionalText(entry.tool),
        results: list(entry.results).map((it) => text(it)),
        said: text(entry.said),
      }));
  }

  get #input(): Locator {
    return this.workbench.page.locator('.interactive-input-part');
  }

  /** Waits until the chat takes prompts. One sent before that opens the sign-in dialog instead. */
  async ready(timeout = 90_000): Promise<void> {
    await until(
      () => this.#entries().some(({ event }) => event === 'ready'),
      () => 'the scripted model never came up; see the server’s log',
      timeout,
    );
    await this.#input.filter({ hasText: modelName }).waitFor({ timeout });
  }

  /** Sends a prompt and returns at once. */
  async begin(prompt: string): Promise<Turn> {
    const before = this.requests().length;
    const start = Date.now();
    const last = () => {
      const request = this.requests().slice(before).at(-1);
      return request !== undefined && request.tool === undefined ? request : undefined;
    };
    await this.#input.locator('.monaco-editor').first().click();
    await this.workbench.page.keyboard.insertText(prompt);
    await this.workbench.page.keyboard.press('Enter');
    return {
      running: () => last() === undefined,
      finished: async ({ onConfirmation, timeout = 60_000 } = {}) => {
        let confirmation: string | undefined;
        for (const deadline = Date.now() + timeout; ; await sleep(150)) {
          const end = last();
          if (end !== undefined) {
            // On screen the turn ends a little later, and until then the next prompt is refused.
            await this.#input.locator('.codicon-stop-circle').waitFor({ state: 'detached' });
            const asked = confirmation === undefined ? {} : { confirmation };
            return { results: end.results, said: end.said, ms: Date.now() - start, ...asked };
          }
          if ((await this.confirmation.count()) > 0) {
            confirmation = oneLine(await this.confirmation.allInnerTexts());
            if (onConfirmation === undefined) throw new Error(`the editor asked: ${confirmation}`);
            await this.answer(onConfirmation);
          }
          if (Date.now() > deadline) throw new Error(`the turn has not ended after ${timeout / 1000} s`);
        }
      },
    };
  }

  /** Sends a prompt and waits for the end of the turn. */
  async turn(prompt: string, options: TurnOptions = {}): Promise<Finished> {
    return (await this.begin(prompt)).finished(options);
  }

  /** The editor's own question about a tool call. */
  get confirmation(): Locator {
    return this.workbench.page.locator('.chat-confirmation-widget2:visible').last();
  }

  async answer(choice: 'Allow' | 'Skip'): Promise<void> {
    const question = this.confirmation;
    await question.locator('.monaco-button').filter({ hasText: choice }).first().click();
    // Answered questions go away a moment later, and must not be answered twice.
    await sleep(500);
  }

  /** The latest answer as a person reads it. */
  async answerText(): Promise<string> {
    return (await this.workbench.page.locator('.interactive-response').last().allInnerTexts()).join('\n');
  }
}

const oneLine = (texts: readonly string[]) =>
  texts
    .join('\n')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' | ');
