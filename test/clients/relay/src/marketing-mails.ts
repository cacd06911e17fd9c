import { type Environment, fetchQuery, graphql } from 'relay-runtime';
import { mistakesOf } from '../../form.ts';
import type { Mails } from '../../program.ts';
import type { FlakeID } from '../../scalars.ts';
import { commit } from '../commit.ts';
import type { marketingMails_store$key } from '../generated/marketingMails_store.graphql.ts';
import type { marketingMailsChangeMutation } from '../generated/marketingMailsChangeMutation.graphql.ts';
import type { marketingMailsMail_configuration$key } from '../generated/marketingMailsMail_configuration.graphql.ts';
import type { marketingMailsScreenQuery } from '../generated/marketingMailsScreenQuery.graphql.ts';
import { readFragment } from '../read-fragment.ts';
import { readTerms } from './coupon-terms.ts';

const screen = graphql`
  query marketingMailsScreenQuery($storeId: FlakeID!) {
    store(storeId: $storeId) {
      ...marketingMails_store
    }
  }
`;

const mailsOfStore = graphql`
  fragment marketingMails_store on Store @throwOnFieldError {
    marketingConfigurations {
      ...marketingMailsMail_configuration
    }
  }
`;

/** A mail, which can be read again by itself. */
const marketingMail = graphql`
  fragment marketingMailsMail_configuration on MarketingConfiguration @refetchable(queryName: "marketingMailsMailQuery") {
    id
    kind
    version
    enabled
    triggerAfter
    couponConfiguration {
      expiresAfter
      ...couponTerms
    }
  }
`;

const changeMail = graphql`
  mutation marketingMailsChangeMutation($input: MarketingConfigurationUpdateInput!) {
    marketingConfigurationUpdate(input: $input) {
      marketingConfiguration {
        ...marketingMailsMail_configuration
      }
      userErrors {
        field
        message
      }
    }
  }
`;

/** Opens the mails of a store. */
export async function openMails(environment: Environment, storeId: FlakeID): Promise<Mails> {
  const opened = await fetchQuery<marketingMailsScreenQuery>(environment, screen, { storeId }).toPromise();
  return {
    shown() {
      if (!opened?.store) return [];
      const { marketingConfigurations } = readMails(environment, opened.store);
      return marketingConfigurations.filter((mail) => mail != null).map((mail) => readMail(environment, mail));
    },
    async change({ id, version }, set) {
      const { data, errors } = await commit<marketingMailsChangeMutation>(environment, {
        mutation: changeMail,
        variables: { input: { id, expectedVersion: version, set } },
      });
      const payload = data?.marketingConfigurationUpdate;
      return mistakesOf('marketingConfigurationUpdate', payload, errors);
    },
  };
}

const readMails = (environment: Environment, store: marketingMails_store$key) =>
  readFragment(environment, mailsOfStore, store);

function readMail(environment: Environment, configuration: marketingMailsMail_configuration$key) {
  const mail = readFragment(environment, marketingMail, configuration);
  return { ...mail, couponConfiguration: { ...mail.couponConfiguration, ...readTerms(mail.couponConfiguration) } };
}
