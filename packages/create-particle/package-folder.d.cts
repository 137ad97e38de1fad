/** The folder of this package, where `package.json` and `templates` are. */
declare const packageFolder: string;
export = packageFolder;
