import type { KnownCommand } from "./vocabulary.ts";

/** Words only: bash shows no descriptions. Where no word is known, files. */
export function bashScript(commands: readonly KnownCommand[]): string {
  const names = commands.map(({ name }) => name);
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter((option) => option.takes === "a value")
      .map(
        ({ flag, values }) =>
          `    "${name} ${flag}") ${values.length > 0 ? `words="${values.join(" ")}"` : "files=1"} ;;`,
      ),
  );
  const words = commands.map(
    ({ name, options, values }) =>
      `      ${name}) words="${[...options.map(({ flag }) => flag), ...values].join(" ")}" ;;`,
  );
  return `# bash completion of lockgate
_lockgate() {
  local word command="" words="" files=""
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${names.join("|")}) command=$word; break ;; esac
  done
  COMPREPLY=()
  case "$command $before" in
${values.join("\n")}
    *) case $command in
      "") words="${[...names, "--help", "--version"].join(" ")}" ;;
${words.join("\n")}
    esac ;;
  esac
  [ -n "$files" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || [ -z "$command" ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _lockgate lockgate
`;
}
