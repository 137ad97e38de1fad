/**
 * What typedoc's pages lack. Wide tables and code scroll by themselves, by keyboard too, and leave the page as
 * narrow as a phone. Icons come from the page, where a script of typedoc's puts them anyway: browsers refuse
 * those of another file when a page is opened from the file system.
 */
export function mendPage(html: string): string {
  return html
    .replaceAll(
      '<table>',
      '<div class="table" tabindex="0" role="region" aria-label="Table"><table>',
    )
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replace(/<use href="(?:\.\.\/)*assets\/icons\.svg#/g, '<use href="#');
}
