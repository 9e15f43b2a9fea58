// Ctrl-C and SIGTERM: the first ends in good order, the second at once.

/** Resolves with the name of the first signal that asks to end. A second one ends the process without waiting. */
export function endOnSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
  });
}
