/** Base64 text: UTF-16 as PowerShell's `-EncodedCommand` wants it, or UTF-8; undefined where it is none. */
export function decodeBase64(text: string, wide: boolean): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch {
    return undefined;
  }
}
