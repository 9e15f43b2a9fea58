// What of a dashboard the preview leaves out. Everything refused is listed above the dashboard or said in its panel.

/** Collects refusals while a dashboard is mapped. */
export class Refusals {
  readonly #list: string[] = [];

  add(text: string): void {
    this.#list.push(text);
  }

  get list(): readonly string[] {
    return this.#list;
  }
}
