export { checkNative, type NativeReport } from './check-native.ts';
export type { CheckNativeOptions, SetUpNativeOptions } from './options.ts';
export { setUpNative, type NativeSetUp } from './set-up-native.ts';
