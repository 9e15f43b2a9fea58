// Collects what is wrong with one file, with the place of each fault.
import type { Position, RuleProblem } from '../model/rule.ts';
import type { ParseProblemCode } from '../model/problem-codes.ts';

/** Thrown inside the parser to leave a document out, after its problem was logged; never leaves the parser. */
export class DocumentRefused extends Error {}

/** The problems of one file; knows which document is being read. */
export class ProblemLog {
  readonly problems: RuleProblem[] = [];
  private readonly text: string;
  private readonly place: (offset: number) => Position;
  private ruleId: string | undefined;

  constructor(text: string, place: (offset: number) => Position) {
    this.text = text;
    this.place = place;
  }

  /** Where the last of the words begins that stand one after the other between two offsets; the first offset if they do not. */
  findTokens(start: number, end: number, words: readonly string[]): number {
    // Only the part between is searched: a file may hold very many places to look in.
    const part = this.text.slice(start, end);
    let at = 0;
    let found = 0;
    for (const word of words) {
      found = part.indexOf(word, at);
      if (found < 0) return start;
      at = found + word.length;
    }
    return start + found;
  }

  /** From here on problems belong to the document with this id. */
  startDocument(ruleId: string | undefined): void {
    this.ruleId = ruleId;
  }

  position(offset: number): Position {
    return this.place(offset);
  }

  warn(code: ParseProblemCode, message: string, offset: number): void {
    this.add('warning', code, message, offset);
  }

  error(code: ParseProblemCode, message: string, offset: number): void {
    this.add('error', code, message, offset);
  }

  /** Logs an error and leaves the document out. */
  refuse(code: ParseProblemCode, message: string, offset: number): never {
    this.add('error', code, message, offset);
    throw new DocumentRefused(message);
  }

  /** Logs that the document is valid but cannot be run, and leaves it out. */
  unsupported(code: ParseProblemCode, message: string, offset: number): never {
    this.add('unsupported', code, message, offset);
    throw new DocumentRefused(message);
  }

  private add(severity: RuleProblem['severity'], code: ParseProblemCode, message: string, offset: number): void {
    const problem = { severity, code, message, position: this.place(offset) };
    this.problems.push(this.ruleId === undefined ? problem : { ...problem, ruleId: this.ruleId });
  }
}
