import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { withoutHint } from '../graphql/redact.ts';

/** Refuses introspection queries, and keeps the names that it would have shown out of what is said of others. */
export function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules) => validate(schema, document, rules, { hideSuggestions: true }));
    },
    onExecute() {
      return {
        // Variables are coerced when the operation is executed, where hints cannot be turned off.
        onExecuteDone({ result }) {
          if (!('errors' in result)) return;
          for (const error of result.errors ?? []) error.message = withoutHint(error.message);
        },
      };
    },
  };
}
