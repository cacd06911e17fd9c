import type { ReactNode } from 'react';
import { graphql, readInlineData } from 'react-relay';
import type {
  marketingForm_configuration$data,
  marketingForm_configuration$key,
} from '../../generated/marketingForm_configuration.graphql.ts';
import type {
  MarketingConfigurationPatch,
  marketingFormUpdateMutation,
} from '../../generated/marketingFormUpdateMutation.graphql.ts';
import { type Outcome, useCommit } from '../commit.ts';
import { type Changed, EditForm } from '../form/edit-form.tsx';
import type { Units } from '../form/kinds.ts';
import { useNotify } from '../notices.tsx';
import { MARKETING_FIELDS } from './marketing-fields.ts';
import { MarketingInputs } from './marketing-inputs.tsx';

const fragment = graphql`
  fragment marketingForm_configuration on MarketingConfiguration @inline {
    id
    version
    enabled
    triggerAfter
    minimumOrderValue
    maximumOrderValue
    maxCouponsPerCustomerAmount
    maxCouponsPerCustomerPeriod
    maxCouponsGlobalAmount
    maxCouponsGlobalPeriod
    couponConfiguration {
      discount {
        __typename
        ... on CouponAmountDiscount {
          amount
        }
        ... on CouponPercentDiscount {
          percentage
        }
      }
      expiresAfter
      minimumOrderValue
      usableOnOneTimePurchases
      usableOnSubscriptions
      duration
      durationInIntervals
      customerRedeemLimitEnabled
      customerRedeemLimit
      requiredProductIds
      requiredTagIds
      discountOnlyRequiredTagsOrProducts
      discountApplyBeforeSales
    }
    commands {
      command
      onlineOnly
    }
  }
`;

/** What the form knows of a mail. */
export function readMail(key: marketingForm_configuration$key): marketingForm_configuration$data {
  return readInlineData(fragment, key);
}

/**
 * Changes a mail.
 *
 * @param configuration as it is when the form is opened.
 * @param onReopen begins again with the mail as it is now.
 */
export function MarketingForm({
  configuration,
  units,
  onClose,
  onReopen,
}: {
  configuration: marketingForm_configuration$data;
  units: Units;
  onClose: () => void;
  onReopen: () => void;
}): ReactNode {
  const [commit] = useCommit<marketingFormUpdateMutation>(graphql`
    mutation marketingFormUpdateMutation($input: MarketingConfigurationUpdateInput!) {
      marketingConfigurationUpdate(input: $input) {
        marketingConfiguration {
          ...marketingForm_configuration
          ...marketingCard_configuration
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

  async function send(
    set: MarketingConfigurationPatch,
    expectedVersion: string,
  ): Promise<Outcome<Changed<marketingForm_configuration$data>>> {
    const outcome = await commit({ variables: { input: { id: configuration.id, expectedVersion, set } } });
    if ('failure' in outcome) return outcome;
    const { marketingConfiguration: key, userErrors = [] } = outcome.response.marketingConfigurationUpdate ?? {};
    return { response: { present: key ? readMail(key) : undefined, userErrors } };
  }

  return (
    <EditForm
      fields={MARKETING_FIELDS}
      object={configuration}
      units={units}
      send={send}
      onSaved={() => {
        notify('The mail is saved.');
        onClose();
      }}
      onUnchanged={onClose}
      onReopen={onReopen}
    >
      <MarketingInputs />
    </EditForm>
  );
}
