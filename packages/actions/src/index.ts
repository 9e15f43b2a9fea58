// The contract of the action path, for panel, plugin and control API.
export * from './alert-actions';
export * from './journal';
export * from './limits';
export * from './roles';
export * from './text';
export * from './exceptions';
export * from './incidents';
export * from './reads';
