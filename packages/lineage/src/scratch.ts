// Arrays for passing results of one step to the next: fresh memory costs more than what is written into it.

/** Hands out the same arrays again after each `begin`, in the order in which they were asked for. */
export class Scratch {
  readonly #arrays: Int32Array[] = [];
  #used = 0;

  /** What was handed out before is free to be used again. */
  begin(): this {
    this.#used = 0;
    return this;
  }

  /** An array whose numbers are anything. */
  take(length: number): Int32Array {
    const at = this.#used++;
    let array = this.#arrays[at];
    if (array === undefined || array.length < length) array = this.#arrays[at] = new Int32Array(length);
    return array.subarray(0, length);
  }
}
