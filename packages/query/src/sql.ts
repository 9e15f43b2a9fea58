// SQL text whose values stand beside it as typed parameters, and the bag in which they are collected.

export type ParamValue = string | number | boolean | readonly string[];

export interface SqlParam {
  /** ClickHouse type, as in {name:Type}. */
  readonly type: string;
  readonly value: ParamValue;
}

/** Text with {name:Type} placeholders, and the values for them. */
export interface Sql {
  readonly text: string;
  readonly params: Readonly<Record<string, SqlParam>>;
}

export const MILLI_TIME = "DateTime64(3, 'UTC')";

/** `2024-01-31 10:00:00.123`: how a DateTime64(3, 'UTC') parameter is written. */
export function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('T', ' ').slice(0, 23);
}

/** A column or table name in backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** A constant of ours (never a value of the user's) as a string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Collects parameters while text is put together. Equal values share one. */
export class Params {
  readonly #params: Record<string, SqlParam> = {};
  readonly #byValue = new Map<string, string>();
  #next = 0;

  /** The placeholder for a value. */
  bind(type: string, value: ParamValue): string {
    const key = JSON.stringify([type, value]);
    let name = this.#byValue.get(key);
    if (name === undefined) {
      name = `p${this.#next++}`;
      this.#byValue.set(key, name);
      this.#params[name] = { type, value };
    }
    return `{${name}:${type}}`;
  }

  /** The placeholder for a value under a name of ours. */
  bindAs(name: string, type: string, value: ParamValue): string {
    this.#params[name] = { type, value };
    return `{${name}:${type}}`;
  }

  text(value: string): string {
    return this.bind('String', value);
  }

  time(epochMs: number): string {
    return this.bind(MILLI_TIME, timeText(epochMs));
  }

  get all(): Readonly<Record<string, SqlParam>> {
    return { ...this.#params };
  }
}
