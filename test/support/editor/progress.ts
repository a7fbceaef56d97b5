/**
 * Progress of long steps: what is being done, for how long already, and how it ended.
 *
 * A terminal gets one line that keeps counting; a log file gets a line now and then, so that nobody
 * wonders whether a four-minute build has died.
 */
const logEvery = 20_000;

/** Runs `work`, showing its title and its latest note until it ends. */
export async function step<Result>(
  title: string,
  work: (note: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const terminal = process.stdout.isTTY;
  const start = Date.now();
  let latest = '';
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const width = () => Math.max(20, (process.stdout.columns ?? 80) - 1);
  const paint = () => process.stdout.write(`\r\u001b[2K${`… ${title} (${seconds()}) ${latest}`.slice(0, width())}`);
  const timer = setInterval(
    () => (terminal ? paint() : console.log(`… ${title} (${seconds()}) ${latest}`.trimEnd())),
    terminal ? 250 : logEvery,
  );
  const end = (mark: string) => {
    clearInterval(timer);
    console.log(`${terminal ? '\r\u001b[2K' : ''}${mark} ${title} (${seconds()})`);
  };
  try {
    const result = await work((text) => {
      latest = text.trim().split('\n').at(-1) ?? '';
    });
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}
