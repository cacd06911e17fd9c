import type { ReactNode } from 'react';
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay';
import { Link, useLocation } from 'wouter';
import type { marketingCard_configuration$key } from '../../generated/marketingCard_configuration.graphql.ts';
import type { marketingPageQuery } from '../../generated/marketingPageQuery.graphql.ts';
import { formatDiscount } from '../coupons/coupon-text.ts';
import { type Attempt, Loadable } from '../failure.tsx';
import { duration, int, money, type Units } from '../form/kinds.ts';
import type { PartProps } from '../store.ts';
import { MAIL_KINDS, type MailKind } from './kinds-of-mails.ts';
import { MarketingSheet } from './marketing-sheet.tsx';

/** The mails of a store: one of each kind, or none yet. */
export function MarketingPage(props: PartProps): ReactNode {
  return (
    <>
      <title>{`Mails – ${props.store.name ?? props.store.storeId}`}</title>
      <div className="title">
        <h1>Mails</h1>
      </div>
      <p className="lead">A mail brings a customer back, with a coupon that is made for them alone.</p>
      <Loadable
        loading={
          <div className="cards">
            <p className="visually-hidden" role="status">
              Loading
            </p>
            {MAIL_KINDS.map(({ kind }) => (
              <div key={kind} className="card bones" aria-hidden="true">
                <i />
                <i />
                <i />
              </div>
            ))}
          </div>
        }
      >
        {(attempt) => <LoadedMails {...props} attempt={attempt} />}
      </Loadable>
    </>
  );
}

function LoadedMails({ store, path, open, attempt }: PartProps & { attempt: Attempt }): ReactNode {
  const { storeId } = store;
  const { store: read } = useLazyLoadQuery<marketingPageQuery>(
    graphql`
      query marketingPageQuery($storeId: FlakeID!) @throwOnFieldError {
        store(storeId: $storeId) {
          marketingConfigurations {
            id
            kind
            ...marketingCard_configuration
          }
        }
      }
    `,
    { storeId },
    attempt,
  );
  const [, navigate] = useLocation();
  const canWrite = store.viewerCanWriteMarketing ?? false;
  const units = { currency: store.currency ?? null };
  const opened = MAIL_KINDS.find(({ slug }) => slug === open);
  return (
    <>
      <div className="cards">
        {MAIL_KINDS.map((mail) => {
          const configuration = read?.marketingConfigurations.find((each) => each?.kind === mail.kind);
          const address = `${path}/${mail.slug}`;
          return (
            <section key={mail.kind} className="card" aria-labelledby={mail.slug}>
              <h2 id={mail.slug}>{mail.title}</h2>
              <p className="about">{mail.about}</p>
              {configuration ? (
                <Card configuration={configuration} mail={mail} units={units} address={address} canWrite={canWrite} />
              ) : (
                <>
                  <p className="none">Not set up yet.</p>
                  {canWrite && (
                    <Link className="button" href={address} aria-describedby={mail.slug}>
                      Set up
                    </Link>
                  )}
                </>
              )}
            </section>
          );
        })}
      </div>
      {opened && (
        <MarketingSheet
          storeId={storeId}
          mail={opened}
          units={units}
          canWrite={canWrite}
          onClose={() => navigate(path)}
        />
      )}
    </>
  );
}

function Card({
  configuration,
  mail,
  units,
  address,
  canWrite,
}: {
  configuration: marketingCard_configuration$key;
  mail: MailKind;
  units: Units;
  address: string;
  canWrite: boolean;
}): ReactNode {
  const data = useFragment(
    graphql`
      fragment marketingCard_configuration on MarketingConfiguration @throwOnFieldError {
        enabled
        invalid
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
        }
        commands {
          command
        }
      }
    `,
    configuration,
  );
  const { couponConfiguration: coupon, commands } = data;
  const state = data.enabled ? 'active' : 'off';
  return (
    <>
      <p>
        <span className={`state-mark ${state}`}>Switched {data.enabled ? 'on' : 'off'}</span>
      </p>
      {data.invalid && (
        <p className="warning">
          It cannot work as it is, so no mails are sent. A product or a tag that it names may be gone.
        </p>
      )}
      <p className="offer">
        <b>{formatDiscount(coupon.discount, units)}</b>
        {coupon.expiresAfter ? ` for ${duration.format(coupon.expiresAfter, units)}` : ' for ever'}
      </p>
      <dl className="details">
        <div>
          <dt>Sent after</dt>
          <dd>{duration.format(data.triggerAfter, units)}</dd>
        </div>
        <div>
          <dt>For orders</dt>
          <dd>
            from {money.format(data.minimumOrderValue, units)}
            {data.maximumOrderValue && ` to ${money.format(data.maximumOrderValue, units)}`}
          </dd>
        </div>
        <div>
          <dt>For each customer</dt>
          <dd>{formatQuota(data.maxCouponsPerCustomerAmount, data.maxCouponsPerCustomerPeriod, units)}</dd>
        </div>
        <div>
          <dt>In all</dt>
          <dd>{formatQuota(data.maxCouponsGlobalAmount, data.maxCouponsGlobalPeriod, units)}</dd>
        </div>
        {commands && commands.length > 0 && (
          <div>
            <dt>Runs</dt>
            <dd>
              {commands.map(({ command }) => (
                <code key={command}>{command}</code>
              ))}
            </dd>
          </div>
        )}
      </dl>
      <Link className="button" href={address} aria-describedby={mail.slug}>
        {canWrite ? 'Change' : 'Show all of it'}
      </Link>
    </>
  );
}

/** For example `500 coupons in 1 week`. */
function formatQuota(amount: number | null | undefined, period: string | null | undefined, units: Units): string {
  if (amount === null || amount === undefined) return 'no limit';
  const coupons = `${int.format(amount, units)} ${amount === 1 ? 'coupon' : 'coupons'}`;
  return period ? `${coupons} in ${duration.format(period, units)}` : coupons;
}
