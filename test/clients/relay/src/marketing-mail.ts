import { graphql } from 'relay-runtime';

/** When a mail is sent and what it brings, to be read again by itself. */
export const marketingMail = graphql`
  fragment marketingMail_configuration on MarketingConfiguration @refetchable(queryName: "marketingMailQuery") {
    kind
    enabled
    triggerAfter
    maximumOrderValue
    couponConfiguration {
      discountType
      discountAmount
      expiresAfter
    }
    commands {
      commandId
      command
      onlineOnly
    }
  }
`;

export const updateMail = graphql`
  mutation marketingMailUpdateMutation($input: MarketingConfigurationUpdateInput!) {
    marketingConfigurationUpdate(input: $input) {
      marketingConfiguration {
        ...marketingMail_configuration
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;
