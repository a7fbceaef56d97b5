/** Drawn icons: each kind of effect has a shape of its own, so that colour never says anything alone. */
import type { EffectKind } from '../../core/effect.ts';

const shapes = {
  destroy: <path d="M2.5 2.5h11v11h-11zM5.5 5.5l5 5M10.5 5.5l-5 5" />,
  unknown: <path d="M8 1.2 14.8 8 8 14.8 1.2 8zM6.3 6.4a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.2M8 10.9v.6" />,
  replace: <path d="M2.5 2.5h11v11h-11zM8 4.6v4.2M5.9 6.7h4.2M5.9 11.2h4.2" />,
  create: <path d="M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7zM8 5v6M5 8h6" />,
  change: <path d="M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7zM8 4.2v4.4M5.8 6.4h4.4M5.8 11h4.4" />,
  read: (
    <path d="M1.3 8S3.8 3.6 8 3.6 14.7 8 14.7 8 12.2 12.4 8 12.4 1.3 8 1.3 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z" />
  ),
  agent: <path d="M8 2.2 13.8 8 8 13.8 2.2 8zM8 6.2 9.8 8 8 9.8 6.2 8z" />,
  folder: <path d="M1.8 12.6V3.4h4.4l1.5 1.8h6.5v7.4z" />,
  place: <path d="M8 1.6 13.6 4.8v6.4L8 14.4 2.4 11.2V4.8zM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z" />,
  clock: <path d="M8 1.7a6.3 6.3 0 1 0 0 12.6A6.3 6.3 0 0 0 8 1.7zM8 4.4V8l2.4 1.6" />,
  rule: <path d="M8 1.5 13.6 3.6v4c0 3.4-2.3 5.8-5.6 6.9C4.7 13.4 2.4 11 2.4 7.6v-4zM8 5v3.6M8 10.6v.6" />,
  previous: <path d="M10 3.2 5.2 8l4.8 4.8" />,
  next: <path d="M6 3.2 10.8 8 6 12.8" />,
  mark: <path class="solid" d="M0.8 7.2h2.4a3.4 3.4 0 1 1 0 1.6H.8zM11.4 1.6h3v12.8h-3z" />,
} as const;

export function Icon({ name, class: extra = '' }: { readonly name: keyof typeof shapes; readonly class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}

/** The icon of a kind in its colour. The words beside it say the same. */
export function KindIcon({ kind }: { readonly kind: EffectKind }) {
  return <Icon name={kind} class={`kind ${kind}`} />;
}
