export { stateFromRecord, stateToRecord } from './state-record.ts';
