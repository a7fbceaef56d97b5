/** Model providers became API in VS Code 1.104; Holdpoint itself is typed against an older editor. */
import 'vscode';

declare module 'vscode' {
  interface ChatProviderMessage {
    readonly role: LanguageModelChatMessageRole;
    readonly content: readonly unknown[];
  }

  interface ChatProvider {
    provideLanguageModelChatInformation(): readonly Readonly<Record<string, unknown>>[];
    provideTokenCount(model: unknown, text: unknown): Promise<number>;
    provideLanguageModelChatResponse(
      model: unknown,
      messages: readonly ChatProviderMessage[],
      options: { readonly tools?: readonly { readonly name: string }[] },
      progress: Progress<LanguageModelTextPart | LanguageModelToolCallPart>,
    ): Promise<void>;
  }

  namespace lm {
    function registerLanguageModelChatProvider(vendor: string, provider: ChatProvider): Disposable;
  }
}
