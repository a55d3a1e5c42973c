# Completion of kubectl milvus-l7 for fish:  kubectl milvus-l7 completion fish | source

# __milvus_l7 PROGRAM FIRST: asks the program what may follow the words from number FIRST on.
function __milvus_l7
    set -l program (string replace -r -- '^~/' "$HOME/" $argv[1])
    type -q "$program"; or return
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l plain (string unescape -- "$word"; or echo -- "$word")
    set -l before
    test (count $words) -ge $argv[2]; and set before (string replace -r -- '^~/' "$HOME/" $words[$argv[2]..-1])
    set -l lines (command $program __complete $before "$plain" </dev/null 2>/dev/null)
    set -l directive $lines[-1]
    set -e lines[-1]
    # Of the value in --flag=value only that is answered.
    set -l ahead (string match -r -- '^-[^=]*=' "$word")
    switch "$directive"
        case :0
            set lines (__fish_complete_path (string replace -- "$ahead" "" "$word"))
        case :16
            set lines (__fish_complete_directories (string replace -- "$ahead" "" "$word"))
    end
    for line in $lines
        printf '%s%s\n' "$ahead" "$line"
    end
end

function __milvus_l7_is_next
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = milvus-l7
end

complete -c kubectl-milvus_l7 -f -a '(__milvus_l7 (commandline -opc)[1] 2)'
# kubectl's own script deletes all that is there for kubectl when it is loaded, at the first TAB, but not what it wraps.
complete -c __milvus_l7_of_kubectl -n __milvus_l7_is_next -f -a '(__milvus_l7 kubectl-milvus_l7 3)'
complete -c kubectl --wraps __milvus_l7_of_kubectl
