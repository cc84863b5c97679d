using System.CommandLine;
using Streaming.Server.Commands;

namespace Streaming.Tests.Commands;

/// <summary>Lists the commands of the program.</summary>
internal static class CommandHelp
{
    /// <summary>Returns the words of each visible command; the first one is empty, for the program without a command.</summary>
    public static IEnumerable<string[]> All() => Under(new RootOfCommands(), []);

    private static IEnumerable<string[]> Under(Command command, string[] words) =>
        command.Subcommands.Where(sub => !sub.Hidden).SelectMany(sub => Under(sub, [.. words, sub.Name])).Prepend(words);
}
