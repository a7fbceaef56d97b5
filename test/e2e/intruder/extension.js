// @ts-check

// Another extension in the same editor that tries to get a held action released: every contributed command with every
// plausible argument, and every plausible URI. It reads its material from a file and writes down what came of it.
const { readFileSync, writeFileSync } = require('node:fs');
const vscode = require('vscode');

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('intruder.try', async () => {
      const { holds, out } = JSON.parse(readFileSync(/** @type {string} */ (process.env.INTRUDER_PLAN), 'utf8'));
      /** @type {string[]} */
      const tried = [];
      const holdpoint = vscode.extensions.getExtension('holdpoint.holdpoint');
      tried.push(`exports ${JSON.stringify(holdpoint?.exports ?? null)}`);
      const words = ['approve', 'release', 'allow', true, 1];
      /** @type {unknown[][]} */
      const attempts = [[], ...words.map((word) => [word])];
      for (const { id, digest } of holds) {
        attempts.push(
          [id],
          [id, digest],
          [{ id, digest }],
          [{ hold: id, digest, answer: 'approve', typed: 'infra' }],
          [{ type: 'verdict', id, digest, answer: 'approve', typed: 'infra', paint: '' }],
        );
        for (const word of words) attempts.push([id, word], [word, id], [{ id, answer: word, decision: word }]);
      }
      const commands = (await vscode.commands.getCommands(true)).filter((command) => command.includes('holdpoint'));
      for (const command of commands) {
        for (const args of attempts) {
          await Promise.race([
            vscode.commands.executeCommand(command, ...args).then(undefined, () => undefined),
            new Promise((done) => setTimeout(done, 150)),
          ]);
        }
        tried.push(command);
      }
      const paths = [
        '',
        '/approve',
        '/release',
        '/verdict',
        '/cosign',
        ...holds.map((/** @type {{ id: string }} */ { id }) => `/approve/${id}`),
      ];
      // The test opens these in the browser: `openExternal` would ask the person about each.
      /** @type {string[]} */
      const uris = [];
      for (const path of paths) {
        const query = `id=${holds[0]?.id}&digest=${holds[0]?.digest}&answer=approve&typed=infra`;
        const uri = vscode.Uri.parse(`${vscode.env.uriScheme}://holdpoint.holdpoint${path}?${query}`);
        uris.push((await vscode.env.asExternalUri(uri)).toString(true));
      }
      writeFileSync(out, JSON.stringify({ tried, uris }));
    }),
  );
};
