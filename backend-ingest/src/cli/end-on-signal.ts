// Ctrl-C and SIGTERM: the first ends in good order, the second at once.

/** A command that a person started ends with the terminal, too. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves with the name of the first signal that asks to end. A second one ends the process without waiting. */
export function endOnSignal(signals: readonly NodeJS.Signals[] = ENDING): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of signals)
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
  });
}
