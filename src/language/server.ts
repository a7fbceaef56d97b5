/**
 * The language server: wires the editor's questions to functions of text. It starts nothing but git, to see how a file was
 * committed and which files there are, and survives any text: a question that fails has no answer.
 */
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  CompletionItemKind,
  createConnection,
  DiagnosticSeverity,
  type DocumentSymbol,
  InsertTextFormat,
  ProposedFeatures,
  type Range,
  SymbolKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { findProgram } from '../platform/findProgram.ts';
import { run } from '../platform/run.ts';
import { complete } from './completion.ts';
import { fixesFor } from './fixes.ts';
import { formatted } from './format.ts';
import { hoverAt } from './hover.ts';
import { findings, restores } from './infrastructure.ts';
import { diagnose } from './lints.ts';
import { definitionAt, environmentAt, renames } from './names.ts';
import { folds, lenses, outline, type Part } from './outline.ts';
import { noVocabulary, type Vocabulary } from './vocabulary.ts';

/** What the extension tells the server at its start. */
interface Options {
  /** What the product knows. */
  readonly vocabulary?: Partial<Pick<Vocabulary, 'tools' | 'agents' | 'resourceTypes' | 'history'>>;
  /** The workspace is trusted: git may be asked. */
  readonly git?: boolean;
  /** The command a lens runs. */
  readonly tryRule?: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let options: Options = {};

const isPolicy = ({ uri }: { readonly uri: string }): boolean => uri.endsWith('/.holdpoint/policy.yaml');

/** By the folder of a repository: its files, as long as nobody saves. */
const filesOf = new Map<string, readonly string[]>();
/** By the path of a file: how it is committed. */
const committed = new Map<string, string | undefined>();

/** Milliseconds without a change before a file is looked at again: nobody waits while typing. */
const pause = 80;
const soon = new Map<string, NodeJS.Timeout>();

const rangeOf = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

const vocabularyFor = (document: TextDocument): Vocabulary => {
  const folder = dirname(dirname(fileURLToPath(document.uri)));
  const files = filesOf.get(folder);
  return {
    ...noVocabulary,
    ...options.vocabulary,
    now: Date.now(),
    ...(files === undefined ? {} : { files }),
  };
};

/** What git says, or nothing: no pager, no hooks, no questions. */
async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  const program = options.git === true ? findProgram('git', folder, process.env) : undefined;
  if (program === undefined) return undefined;
  try {
    const safe = ['--no-pager', '--no-optional-locks', '-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null'];
    const { code, stdout } = await run(program, [...safe, ...args], {
      cwd: folder,
      env: { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
      timeout: 5_000,
      mostOutput: 8_000_000,
    });
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}

async function look(document: TextDocument): Promise<void> {
  const path = fileURLToPath(document.uri);
  const folder = dirname(path);
  if (isPolicy(document)) {
    const top = dirname(folder);
    const listed = await git(top, 'ls-files', '--cached', '--others', '--exclude-standard', '-z');
    if (listed !== undefined) filesOf.set(top, listed.split('\0').filter(Boolean));
  } else {
    // Without a commit, what was there when it was opened or saved; it may change while git is asked.
    const found = document.getText();
    const known = await git(folder, 'cat-file', 'blob', `HEAD:./${relative(folder, path)}`);
    committed.set(path, known ?? found);
  }
}

function publish(document: TextDocument): void {
  const text = document.getText();
  const path = fileURLToPath(document.uri);
  const found = isPolicy(document)
    ? diagnose(text, vocabularyFor(document)).map(({ severity, ...rest }) => ({ ...rest, level: severity }))
    : findings({ path, before: committed.get(path), after: text }, dirname(path)).map(({ severity, ...rest }) => ({
        ...rest,
        level: severity,
      }));
  void connection.sendDiagnostics({
    uri: document.uri,
    version: document.version,
    diagnostics: found.map(({ level, message, start, end }) => ({
      range: rangeOf(document, { start, end }),
      message,
      source: 'Holdpoint',
      severity: severities[level],
    })),
  });
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

connection.onInitialize(({ initializationOptions }) => {
  options = (initializationOptions ?? {}) as Options;
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [' ', ':', '[', ',', '"'] },
      hoverProvider: true,
      definitionProvider: true,
      renameProvider: { prepareProvider: true },
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      documentFormattingProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      codeLensProvider: { resolveProvider: false },
    },
  };
});

documents.onDidOpen(({ document }) => void look(document).then(() => publish(document)));
documents.onDidSave(({ document }) => void look(document).then(() => publish(document)));
documents.onDidClose(({ document }) => {
  committed.delete(fileURLToPath(document.uri));
  clearTimeout(soon.get(document.uri));
  soon.delete(document.uri);
});
documents.onDidChangeContent(({ document }) => {
  clearTimeout(soon.get(document.uri));
  soon.set(
    document.uri,
    setTimeout(() => publish(document), pause),
  );
});

/** An answer about a policy; nothing for other files, and nothing when it fails. */
function answer<T>(uri: string, ask: (document: TextDocument, text: string) => T): T | null {
  const document = documents.get(uri);
  if (document === undefined || !isPolicy(document)) return null;
  try {
    return ask(document, document.getText());
  } catch (error) {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return null;
  }
}

const kinds = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  rule: CompletionItemKind.Snippet,
};

connection.onCompletion(({ textDocument, position }) =>
  answer(textDocument.uri, (document, text) =>
    complete(text, document.offsetAt(position), vocabularyFor(document)).map(
      ({ label, kind, detail, insert, snippet, start, end }, index) => ({
        label,
        kind: kinds[kind],
        ...(detail === undefined ? {} : { detail }),
        sortText: String(index).padStart(4, '0'),
        insertTextFormat: snippet === true ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: { range: rangeOf(document, { start, end }), newText: insert },
      }),
    ),
  ),
);

connection.onHover(({ textDocument, position }) =>
  answer(textDocument.uri, (document, text) => {
    const hover = hoverAt(text, document.offsetAt(position));
    return hover === undefined
      ? null
      : { contents: { kind: 'plaintext' as const, value: hover.text }, range: rangeOf(document, hover) };
  }),
);

connection.onDefinition(({ textDocument, position }) =>
  answer(textDocument.uri, (document, text) => {
    const found = definitionAt(text, document.offsetAt(position));
    return found === undefined ? null : { uri: document.uri, range: rangeOf(document, found) };
  }),
);

connection.onPrepareRename(({ textDocument, position }) =>
  answer(textDocument.uri, (document, text) => {
    const found = environmentAt(text, document.offsetAt(position));
    return found === undefined ? null : rangeOf(document, found);
  }),
);

connection.onRenameRequest(({ textDocument, position, newName }) =>
  answer(textDocument.uri, (document, text) => ({
    changes: {
      [document.uri]: renames(text, document.offsetAt(position), newName).map((place) => ({
        range: rangeOf(document, place),
        newText: newName,
      })),
    },
  })),
);

const symbols = {
  section: SymbolKind.Module,
  environment: SymbolKind.Namespace,
  rule: SymbolKind.Event,
  freeze: SymbolKind.Event,
  limit: SymbolKind.Number,
};

const symbolOf = (document: TextDocument, { name, kind, at, start, end, parts }: Part): DocumentSymbol => ({
  name,
  kind: symbols[kind],
  range: rangeOf(document, { start, end }),
  selectionRange: rangeOf(document, at),
  children: parts.map((part) => symbolOf(document, part)),
});

connection.onDocumentSymbol(({ textDocument }) =>
  answer(textDocument.uri, (document, text) => outline(text).map((part) => symbolOf(document, part))),
);

connection.onFoldingRanges(({ textDocument }) =>
  answer(textDocument.uri, (document, text) =>
    folds(text).map((fold) => {
      const { start, end } = rangeOf(document, fold);
      return { startLine: start.line, endLine: end.character === 0 ? end.line - 1 : end.line };
    }),
  ),
);

connection.onDocumentFormatting(({ textDocument }) =>
  answer(textDocument.uri, (document, text) => {
    const clean = formatted(text);
    return clean === undefined || clean === text
      ? []
      : [{ range: rangeOf(document, { start: 0, end: text.length }), newText: clean }];
  }),
);

connection.onCodeLens(({ textDocument }) =>
  answer(textDocument.uri, (document, text) =>
    lenses(text, vocabularyFor(document)).map(({ title, rule, start, end }) => ({
      range: rangeOf(document, { start, end }),
      command: { title, command: options.tryRule ?? '', arguments: [document.uri, rule] },
    })),
  ),
);

connection.onCodeAction(({ textDocument, context }) => {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return null;
  const text = document.getText();
  const path = fileURLToPath(document.uri);
  return context.diagnostics
    .filter(({ source }) => source === 'Holdpoint')
    .flatMap((diagnostic) => {
      const problem = {
        message: typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value,
        start: document.offsetAt(diagnostic.range.start),
        end: document.offsetAt(diagnostic.range.end),
      };
      const fixes = isPolicy(document)
        ? fixesFor(text, problem, vocabularyFor(document))
        : restores({ before: committed.get(path), after: text }).map(({ title, ...edit }) => ({
            title,
            edits: [edit],
          }));
      return fixes.map(({ title, edits }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        edit: {
          changes: { [document.uri]: edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.text })) },
        },
      }));
    });
});

documents.listen(connection);
connection.listen();
