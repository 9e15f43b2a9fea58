// Public face: rules to expressions, expressions to a matcher and to SQL.
export type * from './model/expr.ts';
export type * from './model/pattern.ts';
export { ANY_ONE, ANY_RUN, shapeOf, toPattern } from './model/pattern.ts';
export type * from './model/rule.ts';
export { ruleKey } from './model/rule.ts';
export type { Result } from './model/result.ts';
export type { FieldAccess, FieldRef } from './event/field-access.ts';
export { fold } from './event/fold.ts';
export { readField } from './event/read-field.ts';
export { keywordColumns, keywordValues } from './event/keyword-values.ts';
export { evaluate } from './matcher/evaluate.ts';
export { readDatePart } from './matcher/read-date-part.ts';
