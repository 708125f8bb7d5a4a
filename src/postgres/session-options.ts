/** The settings in libpq's `options`, as they stand in a URL or a startup message: "-c name=value", "--name=value". */
export function settingsIn(options: string): [name: string, value: string][] {
  const each = /(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)/g;
  return [...options.matchAll(each)].map(([, name = "", value = ""]) => [
    name.replaceAll("-", "_"),
    value.replace(/\\(.)/g, "$1"),
  ]);
}
