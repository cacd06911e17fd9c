import { type ReactNode, useState } from 'react';
import { failureToMistakes, type Outcome, toMistakes, type UserError } from '../commit.ts';
import { Conflict } from './conflict.tsx';
import { differences, type Fields, type Mistake, toPatch, toTexts } from './fields.ts';
import { Form, type Typed } from './form.tsx';
import type { Units } from './kinds.ts';

/** What a mutation that changes something answers. */
export interface Changed<T> {
  /** As it is stored now; with CONFLICT too. */
  readonly present: T | undefined;
  readonly userErrors: readonly UserError[];
}

/**
 * Changes an object: sends what was changed and nothing else, and only when the object is as it was shown. When it is
 * not, it shows what somebody else has changed, and asks again.
 *
 * @param object as it is when the form is opened; what comes later does not disturb it.
 * @param onReopen begins again with the object as it is now.
 */
export function EditForm<T extends { readonly version: string }, Patch>({
  fields,
  object,
  units,
  send,
  onSaved,
  onUnchanged,
  onReopen,
  actions,
  children,
}: {
  fields: Fields<Patch>;
  object: T;
  units: Units;
  send: (patch: Patch, expectedVersion: string) => Promise<Outcome<Changed<T>>>;
  onSaved: () => void;
  onUnchanged: () => void;
  onReopen: () => void;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const [seen] = useState(object);
  const [texts] = useState(() => toTexts(fields, seen, units));
  const [present, setPresent] = useState<T>();

  async function save(typed: Typed): Promise<readonly Mistake[]> {
    const parsed = toPatch(fields, texts, typed.texts, units);
    if ('mistakes' in parsed) return parsed.mistakes;
    if (Object.keys(parsed.input as object).length === 0) {
      onUnchanged();
      return [];
    }
    const outcome = await send(parsed.input, (present ?? seen).version);
    if ('failure' in outcome) return failureToMistakes(outcome.failure, typed.names);
    const { present: now, userErrors } = outcome.response;
    if (now && userErrors.some(({ code }) => code === 'CONFLICT')) {
      setPresent(now);
      return [];
    }
    if (userErrors.length > 0) return toMistakes(userErrors, typed.names);
    onSaved();
    return [];
  }

  return (
    <Form
      fields={fields}
      texts={texts}
      units={units}
      saveLabel={present ? 'Save mine over theirs' : 'Save'}
      onSave={save}
      notice={present && <Conflict differences={differences(fields, seen, present, units)} onDrop={onReopen} />}
      actions={present ? undefined : actions}
    >
      {children}
    </Form>
  );
}
