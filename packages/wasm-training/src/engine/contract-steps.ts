import type { Value } from './graph.ts';
import type { Member } from './group.ts';

/**
 * The gradient of relu, which TensorFlow.js writes as a step function of x times dy, in one operation
 * instead of two: `reluGrad(x, dy)` gives the same numbers, NaN and infinities too.
 *
 * @param isInside - Whether a value is of use in this group only.
 */
export function contractSteps(
  members: readonly Member[],
  isInside: (value: Value) => boolean,
): readonly Member[] {
  const steps = new Map<Value, Member>();
  for (const member of members) {
    const { operation } = member;
    const isStep = operation.kernel === 'step' && operation.options?.[0] === 0;
    if (isStep && isInside(operation.output.value)) steps.set(operation.output.value, member);
  }
  const readers = (value: Value): number =>
    members.flatMap(({ operands }) => operands).filter((operand) => operand.value === value).length;
  const gone = new Set<Member>();
  const contracted = members.map((member): Member => {
    const { operation, operands } = member;
    if (operation.kernel !== 'mul') return member;
    const at = operands.findIndex(({ value }) => steps.has(value));
    const step = steps.get(operands[at]?.value as Value);
    const other = operands[1 - at];
    if (step === undefined || other?.placement.kind !== 'full' || steps.has(other.value)) {
      return member;
    }
    if (readers(operands[at]?.value as Value) !== 1) return member;
    gone.add(step);
    const both = [...step.operands, other];
    return {
      operation: { ...operation, kernel: 'reluGrad', form: 'flat', options: [] },
      operands: both,
    };
  });
  return contracted.filter((member) => !gone.has(member));
}
