# Completion of kubectl milvus-l7 for PowerShell:  kubectl milvus-l7 completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'kubectl', 'kubectl-milvus_l7' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    # Before 7.3 PowerShell passes no empty argument on.
    $legacy = $PSVersionTable.PSVersion -lt [version]'7.3' -or $PSNativeCommandArgumentPassing -eq 'Legacy'
    if ($wordToComplete -eq '') { $words += if ($legacy) { '""' } else { '' } }

    # There is one completer for a command, so that this one also asks kubectl itself, in the same way.
    $program = $words[0]
    $first = 1
    if ($program -like '*kubectl' -or $program -like '*kubectl.exe') {
        if ($words.Count -gt 2 -and $words[1] -eq 'milvus-l7') {
            $program = 'kubectl-milvus_l7'
            $first = 2
        }
    }
    $rest = @($words | Select-Object -Skip $first)
    $lines = @(& $program __complete @rest 2>$null | Where-Object { $_ -ne '' })
    $directive = $lines | Where-Object { $_ -match '^:\d+$' } | Select-Object -Last 1

    # Of the value in --flag=value only that is answered.
    $ahead = if ($wordToComplete -match '^-[^=]*=') { $Matches[0] } else { '' }
    $results = @($lines | Where-Object { $_ -notmatch '^:\d+$' } | ForEach-Object {
            $word, $about = $_ -split "`t", 2
            $text = "$ahead$word"
            if (-not $about) { $about = $word }
            if ($text -match "[^\w\-./:@=,+]") { $text = "'" + $text.Replace("'", "''") + "'" }
            [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $about)
        })
    # To no result at all PowerShell adds the names of files; 4 forbids that.
    $forbidden = $directive -and ([int]$directive.Substring(1) -band 4)
    if ($results.Count -eq 0 -and $forbidden) { '' } else { $results }
}
