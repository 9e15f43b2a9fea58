// Checks a document against a JSON Schema and says readably what is wrong.
import Ajv from 'ajv';

const ajv = new Ajv({ allErrors: true, strict: false });

/** Complaints, empty when the document fits. */
export function complaints(schema: object, document: unknown): readonly string[] {
  const validate = ajv.compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}
