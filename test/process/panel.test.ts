/** The panel as it ships, in a real browser: what can make it answer, and what it shows. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FromPanel, HoldView, PanelState } from '../../src/protocol/panel.ts';
import { launchBrowser } from '../support/editor/workbench.ts';
import { bundlePanel, openPanel, type PanelPage } from '../support/panelPage.ts';
import { panelStates, waiting } from '../support/panelStates.ts';
import { sampleHold, start } from '../support/sampleHold.ts';

let browser: Browser;
let script: string;
let panel: PanelPage;

beforeAll(async () => {
  [browser, script] = await Promise.all([launchBrowser(), bundlePanel()]);
  panel = await openPanel(browser, script, { running: false });
  expect(await panel.said()).toEqual([{ type: 'ready' }]);
}, 60_000);
afterAll(async () => {
  await panel?.close();
  await browser?.close();
});

const { click, press, type, wait, armed, on } = {
  click: (selector: string) => panel.page.click(selector, { timeout: 2_000 }),
  press: (key: string) => panel.page.keyboard.press(key),
  type: (selector: string, text: string) => panel.page.fill(selector, text),
  /** The page's clock stands still between waits. */
  wait: (milliseconds: number) => panel.page.clock.runFor(milliseconds),
  armed: () => panel.page.isEnabled('#approve'),
  on: (selector: string) => panel.page.locator(selector),
};

/** What it said to people's doings. */
const said = async () => (await panel.said()).filter(({ type }) => type !== 'painted');

/** Shows a state long enough for every button that can arm to arm. */
async function settled(state: PanelState): Promise<void> {
  await panel.show(state);
  await wait(1_000);
}

const clickHold = sampleHold();
const typeHold = sampleHold({ severity: 'destroy', confirmation: { kind: 'type', text: 'sample' } });

const verdict = (hold: HoldView, answer: 'approve' | 'deny', own: object = {}): FromPanel => ({
  type: 'verdict',
  id: hold.id,
  digest: hold.digest,
  paint: hold.paint,
  answer,
  ...own,
});

beforeEach(() => panel.show({ kind: 'empty', message: 'Nothing.' }));
afterEach(async () => {
  await panel.said();
  await panel.page.mouse.move(1, 1);
  expect(panel.complaints).toEqual([]);
});

describe('what answers', () => {
  const answers = (title: string, hold: HoldView, act: () => Promise<unknown>, ...wanted: FromPanel[]) =>
    test(title, async () => {
      await settled(waiting(hold));
      await act();
      expect(await said()).toEqual(wanted);
    });

  answers('a click on Deny', clickHold, () => click('#deny'), verdict(clickHold, 'deny'));
  answers('Enter, as Deny has the focus', clickHold, () => press('Enter'), verdict(clickHold, 'deny'));
  answers('Space, as Deny has the focus', clickHold, () => press('Space'), verdict(clickHold, 'deny'));
  answers('a click on Approve', clickHold, () => click('#approve'), verdict(clickHold, 'approve'));
  answers(
    'Enter on Approve, reached by the keyboard',
    clickHold,
    async () => {
      await press('Tab');
      await press('Tab');
      await press('Enter');
    },
    verdict(clickHold, 'approve'),
  );
  answers(
    'Approve after the name was typed',
    typeHold,
    async () => {
      await type('#typed', 'sample');
      await click('#approve');
    },
    verdict(typeHold, 'approve', { typed: 'sample' }),
  );
  answers(
    'Deny with a note, by Ctrl+Enter',
    clickHold,
    async () => {
      await click('#deny-note');
      await wait(100);
      await panel.page.keyboard.type('Fix the rounding instead.');
      await press('Control+Enter');
    },
    verdict(clickHold, 'deny', { note: 'Fix the rounding instead.' }),
  );
  answers(
    'a note that was taken back is not sent',
    clickHold,
    async () => {
      await click('#deny-note');
      await type('#note', 'No.');
      await click('#deny-note');
      await click('#deny');
    },
    verdict(clickHold, 'deny'),
  );
  answers(
    'Deny sends an open note, and says so',
    clickHold,
    async () => {
      await click('#deny-note');
      await type('#note', 'No.');
      await click('#deny');
    },
    verdict(clickHold, 'deny', { note: 'No.' }),
  );
  answers(
    'but not one that was closed',
    clickHold,
    async () => {
      await click('#deny-note');
      await type('#note', 'No.');
      await press('Escape');
      await click('#deny');
    },
    verdict(clickHold, 'deny'),
  );
  answers('one verdict for two clicks', clickHold, () => panel.page.dblclick('#deny'), verdict(clickHold, 'deny'));
  answers(
    'one verdict, although Deny follows Approve',
    clickHold,
    async () => {
      await click('#approve');
      await on('#deny').click({ force: true });
    },
    verdict(clickHold, 'approve'),
  );
});

describe('what does not answer', () => {
  const silent = (title: string, hold: HoldView, act: () => Promise<unknown>) =>
    test(title, async () => {
      await settled(waiting(hold));
      await act();
      await wait(1_000);
      expect(await said()).toEqual([]);
    });
  const synthetic = (selector: string, event: string) => () =>
    on(selector).evaluate((element, event) => {
      if (event === 'click()' && element instanceof HTMLElement) element.click();
      const options = { bubbles: true, cancelable: true, key: 'Enter', ctrlKey: true };
      element.dispatchEvent(
        event.startsWith('key') ? new KeyboardEvent(event, options) : new MouseEvent(event, options),
      );
    }, event);

  silent('a script that clicks Approve', clickHold, synthetic('#approve', 'click()'));
  silent('a script that clicks Deny', clickHold, synthetic('#deny', 'click()'));
  silent('a synthetic mouse event on Approve', clickHold, synthetic('#approve', 'click'));
  silent('a synthetic key on Approve', clickHold, synthetic('#approve', 'keydown'));
  silent('a synthetic Ctrl+Enter in the note', clickHold, async () => {
    await click('#deny-note');
    await type('#note', 'No.');
    await synthetic('#note', 'keydown')();
  });
  silent('Enter in the field, although the name is right', typeHold, async () => {
    await type('#typed', 'sample');
    await press('Enter');
    await press('Control+Enter');
  });
  silent('Enter with the focus nowhere', clickHold, async () => {
    await panel.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await press('Enter');
    await press('Space');
  });
  silent('an empty note', clickHold, async () => {
    await click('#deny-note');
    await type('#note', '  ');
    await press('Control+Enter');
    await on('#deny-note').click({ force: true });
  });
  silent('a state from another origin', clickHold, async () => {
    await panel.page.evaluate((state) => {
      window.dispatchEvent(
        new MessageEvent('message', { data: { type: 'state', state }, origin: 'https://other.invalid' }),
      );
    }, panelStates.destroy);
    expect(await on('h1').textContent()).toBe('Scales deployment web');
  });
});

describe('what must be typed', () => {
  const arms = (typed: string, expected: boolean) =>
    test(`${JSON.stringify(typed)} ${expected ? 'arms' : 'does not'}`, async () => {
      await settled(waiting(typeHold));
      await type('#typed', typed);
      await wait(1_000);
      expect(await armed()).toBe(expected);
    });
  arms('', false);
  arms('sampl', false);
  arms('Sample', false);
  arms('sample ', false);
  arms('sample\u200b', false);
  arms('sample', true);
});

describe('time', () => {
  test('Approve arms 700 ms after the hold was painted, Deny after 500', async () => {
    await panel.show(waiting(clickHold));
    await wait(450);
    expect(await on('#deny').getAttribute('aria-disabled')).toBe('true');
    await wait(190);
    expect(await on('#deny').getAttribute('aria-disabled')).toBe('false');
    expect(await armed()).toBe(false);
    await wait(200);
    expect(await armed()).toBe(true);
  });

  test('clicks meant for the hold before fall on nothing', async () => {
    const next = { ...clickHold, id: 'hold-2', paint: 'paint-2' };
    await settled(waiting(clickHold));
    for (const id of ['#approve', '#deny']) {
      const { x, y } = (await on(id).boundingBox()) ?? { x: 0, y: 0 };
      await panel.show(waiting(clickHold));
      await panel.show(waiting(next));
      await panel.page.mouse.dblclick(x + 9, y + 9);
      await press('Enter');
      await wait(300);
      await panel.page.mouse.click(x + 9, y + 9);
    }
    expect(await said()).toEqual([]);
  });

  test('a press that began too early is no click', async () => {
    await panel.show(waiting(clickHold));
    await wait(100);
    await on('#approve').hover({ force: true });
    await panel.page.mouse.down();
    await wait(1_000);
    await panel.page.mouse.up();
    expect(await said()).toEqual([]);
    await click('#approve');
    expect(await said()).toHaveLength(1);
  });

  test('a page nobody sees does not arm', async () => {
    const visible = (state: string) =>
      panel.page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await visible('hidden');
    await settled(waiting(clickHold));
    expect(await armed()).toBe(false);
    await visible('visible');
    await wait(100);
    expect(await armed()).toBe(false);
    await wait(1_000);
    expect(await armed()).toBe(true);
  });

  test('when time is up there is nothing left to approve', async () => {
    const late = await openPanel(browser, script, { running: false });
    await late.show(waiting(sampleHold({ expiresAt: start + 3_000 })));
    await late.page.clock.runFor(2_000);
    expect(await late.page.textContent('[role=timer]')).toMatch(/in 0:0[12]$/);
    expect(await late.page.isEnabled('#approve')).toBe(true);
    await late.page.clock.runFor(2_000);
    expect(await late.page.isEnabled('#approve')).toBe(false);
    expect(await late.page.textContent('#promise')).toBe('Time is up: this was not approved.');
    await late.close();
  });
});

describe('one paint, one verdict', () => {
  test('every paint is told once it is on the screen, and before anything can be answered', async () => {
    await panel.show(waiting(clickHold));
    expect(await panel.said()).toEqual([]);
    await wait(100);
    const first = [{ type: 'painted', id: clickHold.id, paint: clickHold.paint }];
    expect(await panel.said()).toEqual(first);
    await wait(1_000);
    expect(await panel.said()).toEqual([]);

    await panel.show(waiting({ ...clickHold, paint: 'paint-2' }));
    await on('#deny').click({ force: true });
    expect(await panel.said()).toEqual([]);
    await wait(100);
    expect(await panel.said()).toEqual([{ type: 'painted', id: clickHold.id, paint: 'paint-2' }]);
    await click('#deny');
    expect(await said()).toEqual([verdict({ ...clickHold, paint: 'paint-2' }, 'deny')]);
  });

  test('the buttons say what was sent, and a new paint lets people answer again', async () => {
    await settled(waiting(clickHold));
    await click('#approve');
    expect(await on('#approve').textContent()).toBe('Approving…');
    expect(await on('[role=status]').textContent()).toBe('Approving.');
    await settled(waiting(clickHold));
    expect(await armed()).toBe(false);

    const again = { ...clickHold, paint: 'paint-2' };
    await settled(waiting(again));
    expect(await on('#approve').textContent()).toBe('Approve');
    await click('#approve');
    expect(await said()).toEqual([verdict(clickHold, 'approve'), verdict(again, 'approve')]);
  });

  test('another hold starts afresh: nothing typed, noted or opened is carried over', async () => {
    const other = { ...typeHold, id: 'hold-2' };
    const changed = { ...typeHold, digest: 'sha256:other' };
    for (const next of [other, changed]) {
      await settled(waiting(typeHold));
      await type('#typed', 'sample');
      await click('#deny-note');
      await type('#note', 'No.');
      await settled(waiting(next));
      expect(await on('#typed').inputValue()).toBe('');
      expect(await on('#note').count()).toBe(0);
      expect(await armed()).toBe(false);
    }
  });

  test('the same hold painted anew keeps what was typed', async () => {
    await settled(waiting(typeHold));
    await type('#typed', 'sample');
    await settled(waiting({ ...typeHold, paint: 'paint-2' }));
    expect(await on('#typed').inputValue()).toBe('sample');
    expect(await armed()).toBe(true);
  });
});

describe('what was not seen cannot be approved', () => {
  test('a folded script has to be opened', async () => {
    await settled(panelStates.script);
    expect(await on('#promise').textContent()).toContain('first open tools/cleanup.sh');
    expect(await armed()).toBe(false);
    await click('summary:has-text("tools/cleanup.sh")');
    // A fold tells of its opening a moment later.
    await on('text=Names of the environments').waitFor();
    await wait(100);
    expect(await armed()).toBe(false);
    await wait(1_000);
    expect(await armed()).toBe(true);
    await click('summary:has-text("tools/cleanup.sh")');
    expect(await armed(), 'it was seen').toBe(true);
  });

  for (const name of ['many', 'files', 'megabyte'] as const) {
    test(`everything of “${name}” can be shown at once`, async () => {
      await settled(panelStates[name]);
      expect(await armed()).toBe(false);
      await click('#show-all');
      await wait(2_000);
      expect(await on('#show-all').count()).toBe(0);
      expect(await on('details.fold:not([open])').count()).toBe(0);
      if (name === 'many') await type('#typed', 'web');
      expect(await armed()).toBe(true);
      if (name === 'many') expect(await on('.group.destroy li').count()).toBe(500);
      if (name === 'files') expect(await on('.line.added').count()).toBe(499);
      if (name === 'megabyte') expect(await on('.source').textContent()).toHaveLength(1_050_014);
    });
  }
});

describe('hostile text is text', () => {
  const hostile = [
    '<img src=x onerror="document.title=1">',
    '</script><script>document.title=1</script>',
    '<svg onload=alert(1)>',
    '&lt;b&gt; {{7*7}} javascript:alert(1)',
    '\u001b[2J\u001b[31mred\u001b[0m',
    'abc\u202edef\u2066ghi',
    'nul\u0000nul',
    'x'.repeat(200_000),
  ];
  const spelled = (text: string) =>
    text.replace(/[\p{Cc}\p{Cf}]/gu, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);

  for (const text of hostile) {
    test(JSON.stringify(text.slice(0, 50)), async () => {
      await settled(
        waiting(
          sampleHold({
            agent: text,
            directory: text,
            places: [text],
            headline: `Destroys ${text}`,
            summary: text,
            asked: { prompt: text, at: start },
            claim: text,
            command: { line: text, marks: [{ start: 1, end: 4, severity: 'destroy' }] },
            effects: [{ kind: 'destroy', label: 'Destroys', sentence: text, target: text, place: text, note: text }],
            rules: [{ rule: text, message: text }],
            scripts: [{ path: text, text }],
            files: [
              {
                path: text,
                status: 'changed',
                note: text,
                comparable: true,
                hunks: [{ header: text, blocks: [{ kind: 'changed', removed: [], added: [{ text, words: [] }] }] }],
              },
            ],
            environment: [{ name: text, value: text }],
            confirmation: { kind: 'type', text },
          }),
        ),
      );
      if ((await on('#show-all').count()) > 0) await click('#show-all');
      const seen = await panel.page.evaluate(() => ({
        // What is rendered, not what is only in the document.
        // biome-ignore lint/performance/useDomNodeTextContent: see above
        page: document.body.innerText,
        command: document.querySelector('.source')?.textContent,
        strange: document.querySelectorAll('#holdpoint :is(img, script, iframe, a, b b, [onerror], [onload])').length,
        title: document.title,
        wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      }));
      expect(seen.command).toBe(spelled(text));
      // Ten places at least: once in each part of the page.
      expect(seen.page.split(spelled(text)).length).toBeGreaterThan(10);
      expect(seen).toMatchObject({ strange: 0, title: '', wide: false });
    });
  }
});

describe('the rest of the conversation', () => {
  test('choosing another hold', async () => {
    await settled(panelStates.apply);
    await click('[aria-label="Previous hold"]');
    await click('[aria-label="Next hold"]');
    await click('.menu summary');
    await click('.menu li:last-child button');
    expect(await said()).toEqual([
      { type: 'select', id: 'hold-destroy' },
      { type: 'select', id: 'hold-edit' },
      { type: 'select', id: 'hold-edit' },
    ]);
  });

  test('the list of holds closes on Escape, and when the focus leaves it', async () => {
    await settled(panelStates.apply);
    for (const leave of [() => press('Escape'), () => panel.page.focus('#deny')]) {
      await click('.menu summary');
      expect(await on('.menu[open]').count()).toBe(1);
      await leave();
      expect(await on('.menu[open]').count()).toBe(0);
    }
  });

  test('the diff editor, and a copy of the command', async () => {
    await settled(panelStates.edit);
    await click('text=Open in Diff Editor');
    await settled(panelStates.destroy);
    await click('text=Copy');
    expect(await said()).toEqual([
      { type: 'diff', id: 'hold-edit', path: '.claude/settings.json' },
      { type: 'copy', id: 'hold-destroy' },
    ]);
  });

  test('a check that asks runs only by a click on it, and says which', async () => {
    await settled(panelStates.unplanned);
    expect(await on('.probe').textContent()).toContain('terraform plan -input=false');
    expect(await said()).toEqual([]);
    await click('text=Run This Check');
    expect(await said()).toEqual([{ type: 'probe', id: 'hold-replace', paint: 'paint-1', probe: '0' }]);
  });

  test('what is found out while a person reads keeps what they have opened and typed', async () => {
    await settled(panelStates.unplanned);
    await settled(panelStates.planned);
    expect(await on('.impact').count()).toBe(3);
    expect(await on('.warnings li').count()).toBe(panelStates.planned.hold.warnings.length);
    await settled(panelStates.plan500);
    expect(await on('text=Show All 200').count()).toBe(1);
  });

  test('a safer way is copied as it stands', async () => {
    await settled(panelStates.planned);
    await panel.page.locator('.way button').nth(1).click();
    expect(await said()).toEqual([{ type: 'copy', id: 'hold-replace', way: 1 }]);
  });

  test('a check that waits is one click away, and not started by that click', async () => {
    await settled(panelStates.unplanned);
    await on('.progress button').click();
    expect(await panel.page.evaluate(() => document.activeElement?.textContent)).toBe('Run This Check');
    expect(await said()).toEqual([]);
    await settled(panelStates.planned);
    expect(await on('.progress').textContent()).toBe('Asked: plan the changes, without applying them.');
  });

  test('a difference stands side by side where there is room, else one below the other', async () => {
    await settled(panelStates.editMain);
    const where = async (side: 'removed' | 'added') => {
      const box = await on(`.line.${side}`).first().boundingBox();
      return { x: box?.x ?? 0, y: box?.y ?? 0 };
    };
    const size = panel.page.viewportSize();
    const [wasWide, isWide] = [await where('removed'), await where('added')];
    expect([isWide.x > wasWide.x + 200, isWide.y === wasWide.y]).toEqual([true, true]);
    await panel.page.setViewportSize({ width: 420, height: 800 });
    const [was, is] = [await where('removed'), await where('added')];
    const last = await on('.pairs').nth(1).locator('.line.removed').last().boundingBox();
    expect([is.x === was.x, is.y > (last?.y ?? 0)]).toEqual([true, true]);
    expect(await on('.line mark').first().textContent()).toBe('true');
    if (size !== null) await panel.page.setViewportSize(size);
  });

  test('nothing of a page is wider than a narrow panel, but the picture, which scrolls', async () => {
    const size = panel.page.viewportSize();
    await panel.page.setViewportSize({ width: 360, height: 800 });
    for (const name of ['editMain', 'planned', 'namespace', 'dropTable', 'long'] as const) {
      await settled(panelStates[name]);
      const width = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      expect([name, width]).toEqual([name, 360]);
    }
    if (size !== null) await panel.page.setViewportSize(size);
  });

  test('the blast radius is walked with arrow keys', async () => {
    await settled(panelStates.planned);
    const focused = () => panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await panel.page.locator('.graph [tabindex="0"]').focus();
    expect(await focused()).toBe('replace: aws_db_instance.orders');
    await panel.page.keyboard.press('ArrowRight');
    const reached = await focused();
    expect(reached).toMatch(/rates|billing/);
    await panel.page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('replace: aws_db_instance.orders');
    await panel.page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^(?:replace|delete): /);
    expect(await panel.page.locator('.graph [tabindex="0"]').count()).toBe(1);
  });

  test('what cannot be shown offers no answer, and the next hold is shown again', async () => {
    const broken = { ...waiting(clickHold), hold: { ...clickHold, paint: 'broken', effects: [null] } };
    for (const state of [broken, { kind: 'hold' }, { kind: 'other' }, undefined]) {
      await settled(panelStates.destroy);
      await panel.page.evaluate((state) => {
        const data = { type: 'state', state };
        window.dispatchEvent(new MessageEvent('message', { data, origin: window.origin }));
      }, state);
      expect(await on('[role=alert]').textContent()).toContain('This hold could not be shown.');
      expect(await on('button').count()).toBe(0);
      await settled(waiting(clickHold));
      expect(await on('#deny').count()).toBe(1);
    }
    expect(await said()).toEqual([]);
  });
});

describe('for everybody', () => {
  const focused = () => panel.page.evaluate(() => document.activeElement?.id || document.activeElement?.className);

  test('Deny has the focus, also for the next hold', async () => {
    await settled(waiting(clickHold));
    expect(await focused()).toBe('deny');
    await settled(waiting({ ...clickHold, id: 'hold-2' }));
    expect(await focused()).toBe('deny');
  });

  test('a hold that comes while a person types takes no key of theirs', async () => {
    await settled(waiting(typeHold));
    await panel.page.focus('#typed');
    await settled(waiting({ ...clickHold, id: 'hold-2' }));
    expect(await focused()).toBe('answer');
    await press('Enter');
    await press('Space');
    expect(await said()).toEqual([]);
  });

  test('Escape closes the note and gives the focus back', async () => {
    await settled(waiting(clickHold));
    await click('#deny-note');
    await wait(100);
    expect(await focused()).toBe('note');
    await press('Escape');
    expect(await focused()).toBe('deny-note');
    expect(await on('#note').count()).toBe(0);
  });

  test('the keyboard reaches every control', async () => {
    await settled(panelStates.destroy);
    await type('#typed', 'sample');
    await wait(1_000);
    const all = await panel.page.evaluate(
      () => document.querySelectorAll('button:not(:disabled), summary, input').length - 3, // Those in the closed menu.
    );
    const reached = new Set<string>();
    for (let step = 0; step < all + 2; step += 1) {
      await press('Tab');
      reached.add(await panel.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 90) ?? ''));
      reached.delete(await panel.page.evaluate(() => document.body.outerHTML.slice(0, 90)));
    }
    expect(reached.size).toBe(all);
  });

  test('a new hold and an outcome are announced, seconds are not', async () => {
    await settled(panelStates.destroy);
    const live = () => on('[aria-live], [role=status], [role=alert]').allTextContents();
    const before = await live();
    expect(before).toEqual([
      'Waiting for you: Destroys the Terraform environment infra/envs/sample. Asked by Claude Code.',
    ]);
    await wait(5_000);
    expect(await live()).toEqual(before);
    await panel.show(panelStates.settled);
    expect(await live()).toEqual([
      'You denied it. It did not run, and Claude Code was told so. Nothing is waiting for you.',
    ]);
  });

  test('landmarks, headings and names', async () => {
    await settled(panelStates.destroy);
    expect(await panel.page.evaluate(() => document.documentElement.lang)).toBe('en');
    const outline = await on('body').ariaSnapshot();
    const wanted = /^ *- (main|navigation|heading|region|button|textbox|table|rowheader|status).*$/gm;
    expect((outline.match(wanted) ?? []).map((line) => line.trim())).toMatchInlineSnapshot(`
      [
        "- status: "Waiting for you: Destroys the Terraform environment infra/envs/sample. Asked by Claude Code."",
        "- main:",
        "- navigation "Waiting holds":",
        "- button "Previous hold" [disabled]",
        "- button "Next hold"",
        "- heading "Destroys the Terraform environment infra/envs/sample" [level=1]:",
        "- region "What will run":",
        "- heading "What will run" [level=2]",
        "- button "Copy"",
        "- region "What it does":",
        "- heading "What it does" [level=2]",
        "- heading "Destroys 1" [level=3]",
        "- heading "Changes 1" [level=3]",
        "- region "Why it is held":",
        "- heading "Why it is held" [level=2]",
        "- region "Variables it runs with":",
        "- heading "Variables it runs with" [level=2]",
        "- table:",
        "- rowheader "AWS_PROFILE":",
        "- rowheader "TF_WORKSPACE":",
        "- region "Your answer":",
        "- button "Deny"",
        "- button "Deny with a Note…"",
        "- textbox "type sample to approve"",
        "- button "Approve" [disabled]",
      ]
    `);
  });
});

describe('on the screen', () => {
  const above = async (selector: string) => {
    const [part, answer] = await Promise.all([on(selector).last().boundingBox(), on('.answer').boundingBox()]);
    return part !== null && answer !== null && part.y + part.height <= answer.y;
  };

  test('the first screen says what will run, what it does and why it is held', async () => {
    for (const state of [panelStates.destroy, panelStates.script, panelStates.mcp, panelStates.hostile]) {
      await settled(state);
      expect(await above('.source >> nth=0')).toBe(true);
      expect(await above('.group >> nth=-1')).toBe(true);
      expect(await above('.reasons')).toBe(true);
    }
  });

  for (const [name, state] of Object.entries(panelStates)) {
    test(`“${name}” fits 320 pixels and styles nothing inline`, async () => {
      await panel.page.setViewportSize({ width: 320, height: 800 });
      await settled(state);
      const { wide, inline } = await panel.page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        inline: document.querySelectorAll('[style]').length,
      }));
      expect({ wide, inline }).toEqual({ wide: 320, inline: 0 });
      await panel.page.setViewportSize({ width: 900, height: 800 });
    });
  }

  test('every theme paints its own picture', async () => {
    const pictures: string[] = [];
    for (const [theme, background] of [
      ['dark', 'rgb(31, 31, 31)'],
      ['light', 'rgb(255, 255, 255)'],
      ['contrast', 'rgb(0, 0, 0)'],
    ] as const) {
      const { page, show, close, complaints } = await openPanel(browser, script, { theme });
      await show(panelStates.destroy);
      const picture = await page.screenshot();
      expect(picture.length).toBeGreaterThan(30_000);
      pictures.push(picture.toString('base64'));
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
      expect(complaints).toEqual([]);
      await close();
    }
    expect(new Set(pictures).size).toBe(3);
  });
});
