import type { MarketingCommandDto, MarketingConfigurationPutDto } from '../../rest/contract/dto.ts';
import { builder } from '../builder.ts';
import { createMapper } from '../fields/mapper.ts';
import type { ModelOf, RowsOf } from '../fields/row.ts';
import { answerFields, inputFields } from '../fields/schema-fields.ts';
import { BOOLEAN, FLAKE_ID, listOf, STRING } from '../fields/value-types.ts';

type MarketingCommandPutDto = NonNullable<MarketingConfigurationPutDto['commands']>[number];

const COMMAND_FIELDS = {
  commandId: {
    rest: 'id',
    type: FLAKE_ID,
    nullable: true,
    description: "The command's PayNow id. Changes with every write; do not use it as a key.",
  },
  command: {
    rest: 'command',
    type: STRING,
    input: 'required',
    description: 'The command as the game server runs it.',
  },
  onlineOnly: {
    rest: 'online_only',
    type: BOOLEAN,
    input: 'required',
    description: 'Whether it waits until the player is online.',
  },
} as const satisfies RowsOf<MarketingCommandDto, MarketingCommandPutDto>;

type MarketingCommand = ModelOf<typeof COMMAND_FIELDS>;

const MarketingCommandRef = builder.objectRef<MarketingCommand>('MarketingCommand').implement({
  description: 'A game server command that runs when a marketing mail is sent.',
  fields: (t) => answerFields(t, COMMAND_FIELDS),
});

const MarketingCommandInput = builder.inputType('MarketingCommandInput', {
  description: 'A game server command to run when a mail is sent.',
  fields: (t) => inputFields(t, COMMAND_FIELDS, 'create'),
});

const toCommand = createMapper<MarketingCommandDto, MarketingCommand, typeof COMMAND_FIELDS, unknown>(
  'commands.',
  COMMAND_FIELDS,
  {},
);

/** The commands of a marketing configuration. A list of them always replaces the stored one. */
export const COMMANDS = listOf<MarketingCommandDto, MarketingCommandPutDto, MarketingCommand, unknown>({
  output: MarketingCommandRef,
  inputs: { create: MarketingCommandInput, update: MarketingCommandInput },
  rows: COMMAND_FIELDS,
  map: toCommand,
});
