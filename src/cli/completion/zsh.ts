import type { KnownCommand, KnownOption } from "./vocabulary.ts";

export function zshScript(commands: readonly KnownCommand[]): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = commands.map(
    ({ name, options, values }) => `      ${name})
        _arguments ${options.map((option) => quoted(specOf(option))).join(" ")} ${quoted(values.length > 0 ? `*: :(${values.join(" ")})` : "*: :_files")} ;;`,
  );
  return `#compdef lockgate
_lockgate() {
  local context state state_descr line
  local -a commands
  commands=(
${described.join("\n")}
  )
  _arguments -C '--help[print help]' '--version[print the version]' '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe command commands ;;
    arguments) case $words[1] in
${cases.join("\n")}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _lockgate ]; then _lockgate "$@"; else compdef _lockgate lockgate; fi
`;
}

function specOf({ flag, description, takes, values }: KnownOption): string {
  const told = description.replace(/[\\[\]:]/g, "\\$&");
  if (takes === "nothing") return `${flag}[${told}]`;
  return `${flag}[${told}]: :${values.length > 0 ? `(${values.join(" ")})` : "_files"}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
