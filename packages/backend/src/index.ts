export {
  selectBackend,
  type PassedOver,
  type SelectBackendOptions,
  type SelectedBackend,
} from './select-backend.ts';
