# Completion of kubectl milvus-l7 for zsh:  source <(kubectl milvus-l7 completion zsh)

# _milvus_l7 PROGRAM FIRST: asks the program what may follow the words from number FIRST on.
_milvus_l7() {
  local line word directive
  local -a typed described
  typed=("${(@Q)words[$2,CURRENT-1]}")
  (( CURRENT > $2 )) || typed=()
  typed=("${(@)typed/#\~\//$HOME/}")
  # Of the value in --flag=value only that is answered.
  local question=${(Q)PREFIX}
  [[ $PREFIX != -*=* ]] || compset -P 1 '*='
  for line in "${(@f)$("$1" __complete "${typed[@]}" "$question" </dev/null 2>/dev/null)}"; do
    if [[ $line == :* ]]; then
      directive=$line
      continue
    fi
    [[ -n $line ]] || continue
    word=${line%%$'\t'*}
    described+=("${word//:/\\:}${${line#$word}/$'\t'/:}")
  done
  case $directive in
    :0) _files ;;
    :16) _files -/ ;;
    *) (( ! $#described )) || _describe '' described ;;
  esac
}

_milvus_l7_itself() { _milvus_l7 ${~words[1]} 2 }

_milvus_l7_of_kubectl() {
  if (( CURRENT > 2 )) && [[ $words[2] == milvus-l7 ]]; then
    _milvus_l7 kubectl-milvus_l7 3
  else
    ${_milvus_l7_before:-_default} "$@"
    local result=$?
    # kubectl's script, when it is loaded by this, takes its place.
    compdef _milvus_l7_of_kubectl kubectl
    return result
  fi
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
# All else is kubectl's own to complete.
[[ ${_comps[kubectl]} == _milvus_l7_of_kubectl ]] || typeset -g _milvus_l7_before=${_comps[kubectl]}
compdef _milvus_l7_itself kubectl-milvus_l7
compdef _milvus_l7_of_kubectl kubectl
