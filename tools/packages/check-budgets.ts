/**
 * Every package that is published has a budget in .size-limit.json: what it may weigh in a bundle, compressed
 * and without what is not used. size-limit itself checks the figures.
 */
import { readFileSync } from 'node:fs';
import { publishedFolders, withoutBudget } from './budgets.ts';

const budgets = JSON.parse(readFileSync('.size-limit.json', 'utf8')) as { path: string }[];
const missing = withoutBudget(publishedFolders(), budgets);
for (const folder of missing) console.error(`.size-limit.json has no budget for ${folder}`);
process.exitCode = missing.length === 0 ? 0 : 1;
