import{n as e,o as t}from"./chunk-program.js";import{a as n}from"./chunk-check2.js";function r(e){let t=e.map(({name:e})=>e),n=e.flatMap(({name:e,options:t})=>t.filter(e=>e.takes===`a value`).map(({flag:t,values:n})=>`    "${e} ${t}") ${n.length>0?`words="${n.join(` `)}"`:`files=1`} ;;`)),r=e.map(({name:e,options:t,values:n})=>`      ${e}) words="${[...t.map(({flag:e})=>e),...n].join(` `)}" ;;`);return`# bash completion of lockgate
_lockgate() {
  local word command="" words="" files=""
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${t.join(`|`)}) command=$word; break ;; esac
  done
  COMPREPLY=()
  case "$command $before" in
${n.join(`
`)}
    *) case $command in
      "") words="${[...t,`--help`,`--version`].join(` `)}" ;;
${r.join(`
`)}
    esac ;;
  esac
  [ -n "$files" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || [ -z "$command" ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _lockgate lockgate
`}function i(e){let t=`complete -c lockgate`;return`# fish completion of lockgate\n${e.flatMap(({name:e,description:n,options:r,values:i})=>{let o=`${t} -n "__fish_seen_subcommand_from ${e}"`;return[`${t} -n __fish_use_subcommand -f -a ${e} -d ${a(n)}`,...r.map(e=>{let t=e.values.length>0?` -x -a ${a(e.values.join(` `))}`:` -r`;return`${o} -l ${e.flag.slice(2)}${e.takes===`nothing`?``:t} -d ${a(e.description)}`}),...i.length>0?[`${o} -f -a ${a(i.join(` `))}`]:[]]}).join(`
`)}\n`}function a(e){return`'${e.replace(/[\\']/g,`\\$&`)}'`}function o(e){return e.commands.map(e=>({name:e.name(),description:e.description(),options:[...e.options.map(({long:e,description:t,required:n,optional:r,argChoices:i=[]})=>({flag:e??``,description:t,takes:n||r?`a value`:`nothing`,values:i})),{flag:`--help`,description:`print help`,takes:`nothing`,values:[]}],values:[...e.commands.map(e=>e.name()),...e.registeredArguments.flatMap(({argChoices:e=[]})=>e)]}))}function s(e){let t=e.map(({name:e,description:t})=>`    ${l(`${e}:${t}`)}`),n=e.map(({name:e,options:t,values:n})=>`      ${e})
        _arguments ${t.map(e=>l(c(e))).join(` `)} ${l(n.length>0?`*: :(${n.join(` `)})`:`*: :_files`)} ;;`);return`#compdef lockgate
_lockgate() {
  local context state state_descr line
  local -a commands
  commands=(
${t.join(`
`)}
  )
  _arguments -C '--help[print help]' '--version[print the version]' '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe command commands ;;
    arguments) case $words[1] in
${n.join(`
`)}
    esac ;;
  esac
}
if [ "$funcstack[1]" = _lockgate ]; then _lockgate "$@"; else compdef _lockgate lockgate; fi
`}function c({flag:e,description:t,takes:n,values:r}){let i=t.replace(/[\\[\]:]/g,`\\$&`);return n===`nothing`?`${e}[${i}]`:`${e}[${i}]: :${r.length>0?`(${r.join(` `)})`:`_files`}`}function l(e){return`'${e.replaceAll(`'`,`'\\''`)}'`}const u={bash:r,zsh:s,fish:i};function d(r,i){r.command(`completion`).description(`a script that completes commands and options in your shell`).addArgument(new e(`<shell>`,`whose script`).choices(Object.keys(u))).addHelpText(`after`,`
bash: source <(lockgate completion bash)
zsh:  lockgate completion zsh > "\${fpath[1]}/_lockgate"
fish: lockgate completion fish > ~/.config/fish/completions/lockgate.fish`).action(async e=>{i(await n(u[e](o(r)))?t.ok:t.unable)})}export{d as addCompletion};