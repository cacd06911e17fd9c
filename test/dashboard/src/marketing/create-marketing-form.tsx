import { type ReactNode, useState } from 'react';
import { graphql } from 'react-relay';
import type {
  createMarketingFormMutation,
  MarketingConfigurationInput,
} from '../../generated/createMarketingFormMutation.graphql.ts';
import { failureToMistakes, toMistakes, useCommit } from '../commit.ts';
import { type Mistake, toTexts, toWhole } from '../form/fields.ts';
import { Form, type Typed } from '../form/form.tsx';
import type { Units } from '../form/kinds.ts';
import { useNotify } from '../notices.tsx';
import type { MailKind } from './kinds-of-mails.ts';
import { MARKETING_FIELDS, PLAIN_MAIL } from './marketing-fields.ts';
import { MarketingInputs } from './marketing-inputs.tsx';

/** Sets up the first mail of a kind. */
export function CreateMarketingForm({
  storeId,
  kind,
  units,
  onClose,
}: {
  storeId: string;
  kind: MailKind['kind'];
  units: Units;
  onClose: () => void;
}): ReactNode {
  const [texts] = useState(() => toTexts(MARKETING_FIELDS, PLAIN_MAIL, units));
  const [commit] = useCommit<createMarketingFormMutation>(graphql`
    mutation createMarketingFormMutation($input: MarketingConfigurationSetInput!) {
      marketingConfigurationSet(input: $input) {
        marketingConfiguration {
          store {
            marketingConfigurations {
              id
              kind
              ...marketingCard_configuration
            }
          }
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `);
  const notify = useNotify();

  async function save(typed: Typed): Promise<readonly Mistake[]> {
    const parsed = toWhole<MarketingConfigurationInput>(MARKETING_FIELDS, texts, typed.texts, units);
    if ('mistakes' in parsed) return parsed.mistakes;
    const outcome = await commit({ variables: { input: { storeId, kind, configuration: parsed.input } } });
    if ('failure' in outcome) return failureToMistakes(outcome.failure, typed.names);
    const { userErrors = [] } = outcome.response.marketingConfigurationSet ?? {};
    if (userErrors.length > 0) return toMistakes(userErrors, typed.names);
    notify('The mail is set up.');
    onClose();
    return [];
  }

  return (
    <Form fields={MARKETING_FIELDS} texts={texts} units={units} saveLabel="Set up" onSave={save}>
      <MarketingInputs />
    </Form>
  );
}
