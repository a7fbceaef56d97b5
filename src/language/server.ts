/**
 * The language server: wires the editor's questions to functions of text. It starts nothing but git, to see how a file was
 * committed and which files there are, and survives any text: a question that fails has no answer.
 */
import { homedir } from 'node:os';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  CompletionItemKind,
  createConnection,
  type Diagnostic,
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
import { askGit } from '../platform/askGit.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import {
  definitionIn,
  pairAt,
  renamableAt,
  renamesIn,
  type Span,
  type Which,
  type Written,
  whichOf,
} from './across.ts';
import { complete } from './completion.ts';
import { type Fix, fixesFor } from './fixes.ts';
import { formatted } from './format.ts';
import { rosterBeside } from './groups.ts';
import { hoverAt } from './hover.ts';
import { type Edited, type EditLook, editLenses, lookAt } from './infrastructure.ts';
import { diagnose } from './lints.ts';
import { type Need, needOf, type Rulebook } from './needs.ts';
import { folds, lenses, outline, type Part } from './outline.ts';
import { restoresAt } from './restores.ts';
import { completeGroups, hoverGroup, rosterProblems } from './rosterText.ts';
import { noVocabulary, type Vocabulary } from './vocabulary.ts';

/** What the extension tells the server at its start. */
interface Options {
  /** What the product knows. */
  readonly vocabulary?: Partial<Pick<Vocabulary, 'tools' | 'agents' | 'resourceTypes' | 'history'>>;
  /** The workspace is trusted: git may be asked. */
  readonly git?: boolean;
  /** The command a lens runs. */
  readonly tryRule?: string;
  /** The question for the policies that count in a folder: `{ folder }` is answered by rulebooks. */
  readonly policies?: string;
}

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let options: Options = {};

const isPolicy = ({ uri }: Pick<TextDocument, 'uri'>): boolean => whichOf(uri) === 'policy';

/** A file as it is open, or lies there. */
function textAt(uri: string): string | undefined {
  const open = documents.get(uri)?.getText();
  if (open !== undefined) return open;
  const found = boundedReader()(fileURLToPath(uri));
  return found.kind === 'text' ? found.text : undefined;
}

const rangeIn = ({ uri, text }: Written, span: Span): Range => rangeOf(TextDocument.create(uri, '', 0, text), span);

/** By the folder of a repository: its files, as long as nobody saves. */
const filesOf = new Map<string, readonly string[]>();
/** By the address of an open file: how it is committed. */
const committed = new Map<string, string | undefined>();
/** By folder: which policies count there, as they were last asked for. */
const rulebooks = new Map<string, { readonly at: number; readonly books: readonly Rulebook[] }>();
/** Milliseconds after which policies are asked for again: a person may have accepted another one. */
const stale = 5_000;

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
  const { roster } = pairAt(document.uri, textAt);
  return {
    ...noVocabulary,
    ...options.vocabulary,
    now: Date.now(),
    ...(files === undefined ? {} : { files }),
    ...(roster === undefined ? {} : { roster: rosterBeside(roster.text, Date.now()) }),
  };
};

/** Learns what stands beside a text: the repository's files, or how it is committed. */
async function look(document: TextDocument): Promise<void> {
  const path = fileURLToPath(document.uri);
  const folder = dirname(path);
  if (options.git !== true) {
    committed.set(document.uri, document.getText());
  } else if (isPolicy(document)) {
    const listed = await askGit(dirname(folder), ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
    if (listed !== undefined) filesOf.set(dirname(folder), listed.split('\0').filter(Boolean));
  } else if (whichOf(document.uri) === undefined) {
    // Without a commit, what was there when it was opened or saved; it may change while git is asked.
    const found = document.getText();
    const at = await askGit(folder, ['cat-file', 'blob', `HEAD:./${relative(folder, path)}`]);
    committed.set(document.uri, at ?? found);
  }
}

type Told = { readonly version: number; readonly look: EditLook | undefined; readonly need: Need | undefined };

/** What is told of an infrastructure file, of each text once. */
const told = new WeakMap<TextDocument, Told>();

function editedIn(document: TextDocument): Edited {
  const path = fileURLToPath(document.uri);
  return { path, before: committed.get(document.uri), after: document.getText() };
}

function tell(document: TextDocument, again = false): Told {
  const known = told.get(document);
  if (!again && known?.version === document.version) return known;
  const edited = editedIn(document);
  const folder = dirname(edited.path);
  const look = lookAt(edited, folder);
  const books = rulebooks.get(folder)?.books ?? [];
  const machine = { home: homedir(), env: process.env, read: boundedReader(), realPath, now: Date.now() };
  const need = look === undefined ? undefined : needOf(edited, look, folder, books, machine);
  const found = { version: document.version, look, need };
  told.set(document, found);
  return found;
}

/** Asks which policies count in the file's folder; tells again when others do. */
async function learnPolicies(document: TextDocument): Promise<void> {
  const folder = dirname(fileURLToPath(document.uri));
  const known = rulebooks.get(folder);
  if (options.policies === undefined || (known !== undefined && Date.now() - known.at < stale)) return;
  rulebooks.set(folder, { at: Date.now(), books: known?.books ?? [] });
  try {
    const books = await connection.sendRequest<readonly Rulebook[]>(options.policies, { folder });
    rulebooks.set(folder, { at: Date.now(), books });
    if (JSON.stringify(books) !== JSON.stringify(known?.books ?? [])) publish(document, true);
  } catch {
    // Without an answer nothing is said of approvals; the findings stand as they are.
  }
}

function problemsOf(document: TextDocument, again: boolean): readonly Shown[] {
  const which = whichOf(document.uri);
  if (which === 'policy') return diagnose(document.getText(), vocabularyFor(document));
  if (which === 'roster') return rosterProblems(document.getText(), Date.now());
  const { look, need } = tell(document, again);
  if (look !== undefined) void learnPolicies(document);
  const more = need === undefined ? '' : ` ${need.sentence}`;
  return (look?.findings ?? []).map((finding) => ({ ...finding, message: `${finding.message}${more}` }));
}

/** `again`: what is known beside the text has changed. */
function publish(document: TextDocument, again = false): void {
  if (documents.get(document.uri) === undefined) return;
  void connection.sendDiagnostics({
    uri: document.uri,
    version: document.version,
    diagnostics: (guarded(() => problemsOf(document, again)) ?? []).map(({ severity, message, ...span }) => ({
      range: rangeOf(document, span),
      message,
      source: 'Holdpoint',
      severity: severities[severity],
    })),
  });
  const policy = whichOf(document.uri) === 'roster' ? guarded(() => pairAt(document.uri, textAt).policy) : undefined;
  for (const open of documents.all()) if (open.uri === policy?.uri) publish(open);
  if (again) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
}

const { Error: error, Warning: warning, Information: information } = DiagnosticSeverity;
const severities = { error, warning, information };

interface Shown extends Span {
  readonly severity: keyof typeof severities;
  readonly message: string;
}

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

/** Looks around a file that is new here, and tells what there is; rejects for none. */
const begin = (document: TextDocument) => look(document).then(() => publish(document, true), report);

documents.onDidOpen(({ document }) => void begin(document));
documents.onDidSave(({ document }) => {
  rulebooks.clear();
  void begin(document);
});
documents.onDidClose(({ document }) => {
  committed.delete(document.uri);
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

/** Nothing where an answer fails: the server survives any text. */
function guarded<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    report(error);
    return null;
  }
}

const report = (error: unknown): void =>
  connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));

/** An answer about a policy; nothing for other files. */
const answer = <T>(uri: string, ask: (document: TextDocument, text: string) => T): T | null =>
  answerBoth(uri, (document, which) => (which === 'policy' ? ask(document, document.getText()) : null));

/** An answer about a policy or a roster. */
function answerBoth<T>(uri: string, ask: (document: TextDocument, which: Which) => T): T | null {
  const document = documents.get(uri);
  const which = whichOf(uri);
  return document === undefined || which === undefined ? null : guarded(() => ask(document, which));
}

const { Property, EnumMember, Reference, Snippet } = CompletionItemKind;
const kinds = { key: Property, value: EnumMember, name: Reference, rule: Snippet };

connection.onCompletion(({ textDocument, position }) =>
  answerBoth(textDocument.uri, (document, which) => {
    const [text, offset] = [document.getText(), document.offsetAt(position)];
    const ask = which === 'policy' ? complete : completeGroups;
    const found = ask(text, offset, vocabularyFor(document));
    return found.map(({ label, kind, detail, insert, snippet, start, end }, index) => ({
      label,
      kind: kinds[kind],
      ...(detail === undefined ? {} : { detail }),
      sortText: String(index).padStart(4, '0'),
      insertTextFormat: snippet === true ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range: rangeOf(document, { start, end }), newText: insert },
    }));
  }),
);

connection.onHover(({ textDocument, position }) =>
  answerBoth(textDocument.uri, (document, which) => {
    const ask = which === 'policy' ? hoverAt : hoverGroup;
    const hover = ask(document.getText(), document.offsetAt(position), vocabularyFor(document));
    return hover === undefined
      ? null
      : { contents: { kind: 'plaintext' as const, value: hover.text }, range: rangeOf(document, hover) };
  }),
);

connection.onDefinition(({ textDocument: { uri }, position }) =>
  answerBoth(uri, (document, which) => {
    const found = definitionIn(which, pairAt(uri, textAt), document.offsetAt(position));
    return found === undefined ? null : { uri: found.file.uri, range: rangeIn(found.file, found) };
  }),
);

connection.onPrepareRename(({ textDocument: { uri }, position }) =>
  answerBoth(uri, (document, which) => {
    const found = renamableAt(which, pairAt(uri, textAt), document.offsetAt(position));
    return found === undefined ? null : rangeOf(document, found);
  }),
);

connection.onRenameRequest(({ textDocument: { uri }, position, newName }) =>
  answerBoth(uri, (document, which) => ({
    changes: Object.fromEntries(
      renamesIn(which, pairAt(uri, textAt), document.offsetAt(position), newName).map(({ file, edits }) => [
        file.uri,
        edits.map((edit) => ({ range: rangeIn(file, edit), newText: edit.text })),
      ]),
    ),
  })),
);

const { Module, Namespace, Event, Number: limit } = SymbolKind;
const symbols = { section: Module, environment: Namespace, rule: Event, freeze: Event, limit };

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
    folds(text)
      .map((fold) => rangeOf(document, fold))
      .map(({ start, end }) => ({ startLine: start.line, endLine: end.character === 0 ? end.line - 1 : end.line })),
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

connection.onCodeLens(({ textDocument }) => {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return null;
  const lens = ({ title, start, end }: Span & { readonly title: string }, ...more: readonly string[]) => ({
    range: rangeOf(document, { start, end }),
    command: { title, command: options.tryRule ?? '', arguments: [document.uri, ...more] },
  });
  if (isPolicy(document))
    return answer(document.uri, (_, text) => lenses(text, vocabularyFor(document)).map((each) => lens(each)));
  return guarded(() => {
    const { look, need } = tell(document);
    return look === undefined
      ? []
      : editLenses(look, need?.brief).map((each) => lens(each, ...(need ? [need.line] : [])));
  });
});

connection.onCodeAction(({ textDocument, context }) => {
  const document = documents.get(textDocument.uri);
  return document === undefined
    ? null
    : guarded(() =>
        context.diagnostics
          .filter(({ source }) => source === 'Holdpoint')
          .flatMap((diagnostic) =>
            fixesIn(document, diagnostic).map(({ title, edits }) => ({
              title,
              kind: CodeActionKind.QuickFix,
              diagnostics: [diagnostic],
              edit: {
                changes: {
                  [document.uri]: edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.text })),
                },
              },
            })),
          ),
      );
});

function fixesIn(document: TextDocument, { message, range }: Diagnostic): readonly Fix[] {
  const problem = {
    message: typeof message === 'string' ? message : message.value,
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
  };
  if (isPolicy(document)) return fixesFor(document.getText(), problem, vocabularyFor(document));
  const edited = editedIn(document);
  return restoresAt(edited, dirname(edited.path), problem.start);
}

documents.listen(connection);
connection.listen();
