// Walks the texts of a query model, each with its path, and puts others in their places.

export type Path = readonly (string | number)[];

/** The model with every text replaced by what `change` makes of it. */
export function mapTexts(value: unknown, change: (text: string, path: Path) => string, path: Path = []): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, change, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change, [...path, key])]));
}

/** Every text of the model with its path. */
export function textsOf(value: unknown): readonly { readonly text: string; readonly path: Path }[] {
  const found: { text: string; path: Path }[] = [];
  mapTexts(value, (text, path) => {
    found.push({ text, path });
    return text;
  });
  return found;
}
