using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>
/// The command <c>completions</c>, which writes a shell script. With this script, the shell completes the words of the program's command
/// line.
/// </summary>
internal sealed class CompletionsCommand : AppCommand
{
    private const string Bash = """
        # eval "$(streaming completions bash)", for example in ~/.bashrc
        _streaming() {
          local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]}
          COMPREPLY=( $(streaming complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null) )
          # Bash also splits words at colons, so that only the part after the last colon is to be completed.
          if [[ ${COMPREPLY[0]} == *:* && $COMP_WORDBREAKS == *:* ]]; then
            local line=${COMP_LINE:0:COMP_POINT}; line=${line##* }
            if [[ $line == *:* ]]; then COMPREPLY=( "${COMPREPLY[@]#"${line%:*}:"}" ); fi
          fi
        }
        complete -o default -F _streaming streaming
        """;

    private const string Zsh = """
        # eval "$(streaming completions zsh)", for example in ~/.zshrc after compinit
        _streaming() {
          local -a words
          words=("${(@f)$(streaming complete "$CURSOR" "$BUFFER" 2>/dev/null)}")
          compadd -- $words
        }
        compdef _streaming streaming
        """;

    private const string Fish = """
        # streaming completions fish > ~/.config/fish/completions/streaming.fish
        complete -c streaming -f -a '(streaming complete (commandline -C) (commandline) 2>/dev/null)'
        """;

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh or fish.", HelpName = "SHELL" };

    public CompletionsCommand()
        : base("completions", "Write a script with which bash, zsh or fish completes commands, options and settings.")
    {
        Add(_shell);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        await context.Out.WriteLineAsync(context.Get(_shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            var other => throw CommandException.Usage($"'{other}' is not a shell that is known; give bash, zsh or fish."),
        });
        return ExitCodes.Done;
    }
}
