/** Time and paint, as the components need them. */
import { useEffect, useState } from 'preact/hooks';

/** The time on the clock that set the deadlines, which may be another machine's. */
export type Now = () => number;

/** The time now, again every `every` milliseconds. */
export function useNow(now: Now, every: number): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    setTime(now());
    const timer = setInterval(() => setTime(now()), every);
    return () => clearInterval(timer);
  }, [now, every]);
  return time;
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const update = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

/**
 * True once what `key` names has been painted and has stood still on a visible page for `delay` milliseconds: a click
 * meant for what was there before lands too early. The render in which the key changes already answers false.
 */
export function useSettled(key: string, delay: number): boolean {
  const [settled, settle] = useState<string>();
  const visible = useVisible();
  useEffect(() => {
    settle(undefined);
    if (!visible) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The first frame is the one being painted; the second begins when it is on the screen.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(() => settle(key), delay);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [key, delay, visible]);
  return settled === key;
}
