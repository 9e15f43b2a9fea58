// Documents by what others may call them: id or name.
import type { DocumentHead } from '../model/rule.ts';

export class DocumentIndex<T extends DocumentHead> {
  private readonly byRef = new Map<string, T[]>();

  constructor(documents: readonly T[]) {
    for (const document of documents) {
      const refs = new Set([document.id?.toLowerCase(), document.name].filter((ref) => ref !== undefined));
      for (const ref of refs) {
        const found = this.byRef.get(ref);
        if (found === undefined) this.byRef.set(ref, [document]);
        else found.push(document);
      }
    }
  }

  /** All documents with this id or name: ids in any case, names as they are written. More than one is ambiguous. */
  find(ref: string): readonly T[] {
    return this.byRef.get(ref) ?? this.byRef.get(ref.toLowerCase()) ?? [];
  }
}
