export { check, type CheckedEdge, type CheckOptions, type CheckReport } from './check.ts';
export { cost, type Cost, type CostReport, type StepCost } from './cost.ts';
export {
  diagram,
  type Diagram,
  type DiagramArrow,
  type DiagramBox,
  type DiagramFrame,
  type DiagramOptions,
} from './diagram.ts';
export { explain } from './explain.ts';
export { toMermaid, type MermaidOptions } from './mermaid.ts';
export { summary } from './summary.ts';
