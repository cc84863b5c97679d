using System.CommandLine;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands;

/// <summary>
/// The command <c>complete</c>, which returns the possible words for a command line. The shell scripts of <see cref="CompletionsCommand"/>
/// call it.
/// </summary>
internal sealed class CompleteCommand : AppCommand
{
    private readonly Argument<int> _position = new("position");
    private readonly Argument<string> _line = new("line");

    public CompleteCommand()
        : base("complete", "Write the words that may stand at a position of a command line.")
    {
        Hidden = true;
        Add(_position);
        Add(_line);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var line = context.Get(_line)!;
        foreach (var word in Complete(line[..Math.Clamp(context.Get(_position), 0, line.Length)]))
            await context.Out.WriteLineAsync(word);
        return ExitCodes.Done;
    }

    /// <summary>Returns the words that can complete the end of an incomplete command line.</summary>
    internal static IEnumerable<string> Complete(string line)
    {
        // The first word is skipped: it is the program, which the operator may have called by a path.
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var isNew = line.EndsWith(' ');
        var last = isNew || words.Count == 0 ? string.Empty : words[^1];
        var before = isNew || words.Count == 0 ? words : words[..^1];
        Command command = new RootOfCommands();
        foreach (var word in before)
            command = command.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? command;
        var candidates = last.StartsWith('-')
            ? SplitArguments.OptionsOf(command).Where(option => !option.Hidden).Select(option => option.Name)
                .Concat(SettingsOf(command, last))
            : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        return candidates.Where(word => word.StartsWith(last, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.OrdinalIgnoreCase);
    }

    // Returns the settings of the server, once the operator has typed a letter after the dashes. Before that, there would be too many to
    // show.
    private static IEnumerable<string> SettingsOf(Command command, string word) =>
        command is AppCommand { TakesSettings: true } && word.Length > 2 ? KnownSettings.Keys.Select(key => $"--{key}") : [];
}
