import { type ReactNode, useState } from 'react';
import { graphql, useLazyLoadQuery } from 'react-relay';
import type { marketingSheetQuery } from '../../generated/marketingSheetQuery.graphql.ts';
import { Details } from '../details.tsx';
import { type Attempt, Loadable } from '../failure.tsx';
import type { Units } from '../form/kinds.ts';
import { Sheet } from '../sheet.tsx';
import { CreateMarketingForm } from './create-marketing-form.tsx';
import type { MailKind } from './kinds-of-mails.ts';
import { MARKETING_FIELDS } from './marketing-fields.ts';
import { MarketingForm, readMail } from './marketing-form.tsx';

interface MarketingSheetProps {
  readonly storeId: string;
  readonly mail: MailKind;
  readonly canWrite: boolean;
  readonly units: Units;
  readonly onClose: () => void;
}

/** One kind of mail: to set up, to change, or to look at. */
export function MarketingSheet(props: MarketingSheetProps): ReactNode {
  return (
    <Sheet title={props.mail.title} onClose={props.onClose}>
      <Loadable loading={<p className="inputs">Loading…</p>}>
        {(attempt) => <LoadedMail {...props} attempt={attempt} />}
      </Loadable>
    </Sheet>
  );
}

function LoadedMail({
  storeId,
  mail: { kind },
  canWrite,
  units,
  onClose,
  attempt,
}: MarketingSheetProps & { attempt: Attempt }): ReactNode {
  const { store } = useLazyLoadQuery<marketingSheetQuery>(
    graphql`
      query marketingSheetQuery($storeId: FlakeID!, $kind: MarketingConfigurationKind!) @throwOnFieldError {
        store(storeId: $storeId) {
          marketingConfiguration(kind: $kind) {
            ...marketingForm_configuration
          }
        }
      }
    `,
    { storeId, kind },
    { fetchKey: attempt.fetchKey, fetchPolicy: 'network-only' },
  );
  const [opened, setOpened] = useState(0);
  const configuration = store?.marketingConfiguration;
  if (!configuration) {
    return canWrite && <CreateMarketingForm storeId={storeId} kind={kind} units={units} onClose={onClose} />;
  }
  const data = readMail(configuration);
  return canWrite ? (
    <MarketingForm
      key={opened}
      configuration={data}
      units={units}
      onClose={onClose}
      onReopen={() => setOpened(opened + 1)}
    />
  ) : (
    <div className="inputs">
      <Details fields={MARKETING_FIELDS} object={data} units={units} />
    </div>
  );
}
