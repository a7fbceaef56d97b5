// @ts-check
// A Vitest reporter that counts: into the file HOLDPOINT_TALLY names it writes how many tests passed and failed, and
// every skipped one with its reason. Files that do not load, failing set-ups and errors outside a test count as failed.
import { writeFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: {title: string, reason: string}[]}} Tally */

export default class {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    /** @type {Tally} */
    const tally = { passed: 0, failed: strayErrors.length, skipped: [] };
    for (const module of modules) {
      tally.failed += module.errors().length;
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') tally.passed++;
        else if (result.state === 'failed') tally.failed++;
        else {
          const reason = result.state === 'skipped' ? result.note : 'it never ran';
          tally.skipped.push({
            title: `${module.relativeModuleId} › ${test.fullName}`,
            reason: reason ?? 'no reason given',
          });
        }
      }
    }
    const file = process.env.HOLDPOINT_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}
