// Public face: where our own rules are.
export {};
