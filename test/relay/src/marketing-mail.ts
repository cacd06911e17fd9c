declare function graphql(text: TemplateStringsArray): unknown;

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

export const change = graphql`
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
