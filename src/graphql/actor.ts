import type { ActorDto } from '../rest/contract/dto.ts';
import { builder } from './builder.ts';
import { createEnum } from './fields/enums.ts';
import { createMapper } from './fields/mapper.ts';
import type { ModelOf, RowsOf } from './fields/row.ts';
import { answerFields } from './fields/schema-fields.ts';
import { FLAKE_ID, objectOf } from './fields/value-types.ts';

const ACTOR_TYPE = createEnum({
  name: 'PayNowActorType',
  description: 'What kind of actor did something.',
  place: 'Actor.type',
  values: {
    ANONYMOUS: 'Nobody who is known.',
    USER: "A member of the store's team.",
    API_KEY: 'A program with an API key of the store.',
    CUSTOMER: 'A customer of the store.',
    GAME_SERVER: 'A game server connected to the store.',
    INTERNAL: "PayNow's own systems.",
    ADMIN: 'A PayNow administrator.',
    PLATFORM: 'A platform that the store belongs to.',
    GLOBAL_CUSTOMER: 'A customer known across stores.',
  },
});

const ACTOR_FIELDS = {
  type: { rest: 'type', type: ACTOR_TYPE, description: 'What kind of actor it was.' },
  actorId: {
    rest: 'id',
    type: FLAKE_ID,
    nullable: true,
    description: "The actor's PayNow id; null when the API does not name it.",
  },
} as const satisfies RowsOf<ActorDto>;

/** Who created or changed something. */
type Actor = ModelOf<typeof ACTOR_FIELDS>;

const ActorRef = builder.objectRef<Actor>('PayNowActor').implement({
  description: 'Who or what created or changed something.',
  fields: (t) => answerFields(t, ACTOR_FIELDS),
});

const toActor = createMapper<ActorDto, Actor, typeof ACTOR_FIELDS, unknown>('Actor.', ACTOR_FIELDS, {});

/** Who created or changed something, inside of what he did it to. */
export const ACTOR = objectOf({ output: ActorRef, rows: ACTOR_FIELDS, map: toActor });
