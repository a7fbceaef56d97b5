/**
 * What real agents sent, decoded: every file of `test/fixtures/agents/<id>/`. `env.json` there, where an agent has one, is
 * what it adds to the environment of its hooks; `offered-tools.json` the names of its tools.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentById, agents, recognise } from '../../src/agents/index.ts';
import { record } from '../../src/base/json.ts';

const fixtures = new URL('../fixtures/agents/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const notPayloads = new Set(['env.json', 'offered-tools.json', 'offered-inputs.json']);

/** The environment its hook is started in, with what a person's shell may have had before. */
function environment(id: string): Record<string, string> {
  const person = { HOME: '/home/dev', AWS_PROFILE: 'prod', SHELL: '/bin/bash' };
  try {
    return { ...person, ...(record(read(`${id}/env.json`)).hookProcess as Record<string, string>) };
  } catch {
    return person;
  }
}

for (const id of readdirSync(fixtures)) {
  const files = readdirSync(new URL(`${id}/`, fixtures)).filter((file) => !notPayloads.has(file));
  describe(`captured from ${id}`, () => {
    const agent = agentById(id);
    const env = environment(id);
    for (const file of files) {
      test(file, () => {
        assert(agent !== undefined);
        const payload = read(`${id}/${file}`);
        for (const { id: entry } of agents)
          if (entry === id || agent.guest === true)
            assert.equal(recognise(entry, payload, env), agent, `through the entry of ${entry}`);
        expect(agent.decode(payload, env)).toMatchSnapshot();
      });
      // Who reads only his own settings is known by the entry; the guests have to be told from everybody.
      test(`${file}: no guest and no host claims it too`, () => {
        const payload = record(read(`${id}/${file}`));
        const others = agents.filter((one) => one.id !== id && (one.guest === true || agent?.guest === true));
        assert.deepEqual(
          others.filter((one) => one.sends(payload, env)).map((one) => one.id),
          [],
        );
      });
    }
  });
}
