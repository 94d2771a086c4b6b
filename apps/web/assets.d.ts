/** Modules that the bundler makes of other files. */
declare module '*?inline' {
  /** The file as a data: URL. */
  const url: string;
  export default url;
}
declare module '*?worker&inline' {
  /** A worker started from a blob URL, so that the page's policy binds it. */
  const Inline: new () => Worker;
  export default Inline;
}
declare module '*.css';
