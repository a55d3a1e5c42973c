# Completion of kubectl milvus-l7 for bash:  eval "$(kubectl milvus-l7 completion bash)"

# _milvus_l7 WORD PROGRAM FIRST: asks the program what may follow the words from number FIRST on. WORD is what bash is
# going to replace.
_milvus_l7() {
  local left=${COMP_LINE:0:COMP_POINT} words=() last=-1 piece line directive word ahead='' replies=() i
  local quotes='["'\''\\]'
  # Bash breaks words at = and :, too; where nothing stands between the pieces, they are one word.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i == 0)) || [[ $left == [[:space:]]* ]]; then
      left=${left#"${left%%[![:space:]]*}"}
      words[++last]=
    fi
    piece=${COMP_WORDS[i]}
    ((i < COMP_CWORD)) || piece=$left
    words[last]+=$piece
    left=${left#"$piece"}
  done
  # What stands before that is not to be replied.
  local kept=${words[last]%"$1"}
  kept=${kept//$quotes/}
  [[ ${words[last]} != -*=* ]] || ahead=${words[last]%%=*}=
  words=("${words[@]//$quotes/}")
  words=("${words[@]/#\~\//$HOME/}")

  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=$line
      continue
    fi
    word=$ahead${line%%$'\t'*}
    word=${word#"$kept"}
    [[ $piece == [\"\']* ]] || printf -v word %q "$word"
    # 63, a question mark, is for a list that is only shown.
    if [[ $COMP_TYPE == 63 && $line == *$'\t'* ]]; then
      word="$word  (${line#*$'\t'})"
      word=${word:0:${COLUMNS:-80}}
    fi
    replies[${#replies[@]}]=$word
  done < <("$2" __complete "${words[@]:$3}" </dev/null 2>/dev/null)
  COMPREPLY=("${replies[@]}")
  case $directive in
    :4) compopt +o default ;;
    :16) compopt +o default -o dirnames ;;
  esac 2>/dev/null
}

_milvus_l7_itself() { _milvus_l7 "$2" "${1/#\~/$HOME}" 1; }

_milvus_l7_of_kubectl() {
  if ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[1]} == milvus-l7 ]]; then
    _milvus_l7 "$2" kubectl-milvus_l7 2
    return
  fi
  # All else is kubectl's own to complete. bash-completion loads that when it is first needed.
  if ! declare -F __start_kubectl && declare -F _completion_loader; then
    _completion_loader kubectl
    complete -o default -F _milvus_l7_of_kubectl kubectl
  fi >/dev/null 2>&1
  ! declare -F __start_kubectl >/dev/null || __start_kubectl "$@"
}

complete -o default -F _milvus_l7_itself kubectl-milvus_l7
complete -o default -F _milvus_l7_of_kubectl kubectl
