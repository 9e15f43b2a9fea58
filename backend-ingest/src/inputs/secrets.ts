// Tokens and secrets: several valid at the same time, compared in constant time, read again when their file changes.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

export interface NamedSecret {
  /** Name of the sender or tag of the agents; empty when none was given. */
  readonly name: string;
  readonly secret: string;
}

const NAMED = /^([A-Za-z0-9_.-]{1,64}):(.+)$/;

/** Reads `secret` or `name:secret`, separated by commas or line ends; lines that begin with # are comments. */
export function parseSecrets(text: string): readonly NamedSecret[] {
  const parts = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const named = NAMED.exec(part);
      return named === null ? { name: '', secret: part } : { name: named[1]!, secret: named[2]! };
    });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A set of secrets, part of which may come from a file that an operator rotates. */
export class SecretSet {
  private readonly given: readonly NamedSecret[];
  private readonly file: string | undefined;
  private changed = '';
  private digests: readonly { readonly name: string; readonly digest: Buffer }[] = [];

  constructor(given: readonly NamedSecret[], file?: string) {
    this.given = given;
    this.file = file;
    this.load([]);
    this.refresh();
  }

  get size(): number {
    this.refresh();
    return this.digests.length;
  }

  private load(fromFile: readonly NamedSecret[]): void {
    this.digests = [...this.given, ...fromFile].map(({ name, secret }) => ({ name, digest: digest(secret) }));
  }

  /** A file that is gone for a moment (an editor replaces it) leaves the former secrets in force. */
  private refresh(): void {
    if (this.file === undefined) return;
    try {
      const { mtimeMs, size, ino } = statSync(this.file);
      const state = `${mtimeMs}/${size}/${ino}`;
      if (state === this.changed) return;
      this.load(parseSecrets(readFileSync(this.file, 'utf8')));
      this.changed = state;
    } catch {
      return;
    }
  }

  /** The secret's name when it is one of the set, else undefined. Takes the same time whichever it is, and if it is none. */
  find(candidate: string): { readonly name: string } | undefined {
    this.refresh();
    const wanted = digest(candidate);
    let found: { readonly name: string } | undefined;
    for (const one of this.digests) if (timingSafeEqual(one.digest, wanted)) found = one;
    return found;
  }
}
