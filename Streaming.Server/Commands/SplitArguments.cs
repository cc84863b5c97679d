using System.CommandLine;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands;

/// <summary>
/// Holds the arguments of the program in two parts: the settings of the server (in the form in which ASP.NET Core reads them from a command
/// line), and the words and options of the command.
/// </summary>
/// <param name="Settings">The settings of the server, such as <c>--Urls</c> <c>http://localhost:5001</c>.</param>
/// <param name="Words">The words and options of the command, in the order of the command line.</param>
internal sealed record SplitArguments(string[] Settings, IReadOnlyList<string> Words)
{
    /// <summary>Divides the arguments of the program into settings of the server and words of the command.</summary>
    /// <exception cref="CommandException">An option is unknown, or a setting has no value.</exception>
    public static SplitArguments Of(Command root, IReadOnlyList<string> args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        var command = root;
        var isEnded = false;
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (isEnded || arg == "-")
            {
                words.Add(arg);
            }
            else if (arg == "--")
            {
                isEnded = true;
                words.Add(arg);
            }
            else if (OptionOf(command, arg) is { } option)
            {
                words.Add(arg);
                // The next argument is the value of the option, even if it has the form of a setting.
                if (option.Arity.MinimumNumberOfValues > 0 && !arg.Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
                    words.Add(args[++i]);
            }
            else if (IsSetting(command, arg))
            {
                settings.Add(arg);
                if (!arg.Contains('=', StringComparison.Ordinal))
                    settings.Add(++i < args.Count ? args[i] : throw MissingValue(arg));
            }
            else if (arg is ['-', _, ..] && !char.IsAsciiDigit(arg[1]))
            {
                throw UsageErrors.UnknownOption(command, arg);
            }
            else
            {
                command = command.Subcommands.FirstOrDefault(sub => sub.Name == arg) ?? command;
                words.Add(arg);
            }
        }

        return new SplitArguments([.. settings], words);
    }

    /// <summary>
    /// Returns the options that a command accepts: its own options, and those of the commands above it that apply to all their subcommands.
    /// </summary>
    public static IEnumerable<Option> OptionsOf(Command command) => command.Options.Concat(
        command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive));

    private static CommandException MissingValue(string arg) =>
        CommandException.Usage($"The value of {arg} is missing; give it after a space.");

    private static Option? OptionOf(Command command, string arg)
    {
        var name = arg.Split('=', 2)[0];
        return OptionsOf(command).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));
    }

    // Like ASP.NET Core, accepts the forms --Key value, --Key=value, /Key value and Key=value. A text in one of the last two forms may also
    // be a path or data. So it is a setting only if the configuration key is known.
    private static bool IsSetting(Command command, string arg)
    {
        if (command is not AppCommand { TakesSettings: true })
            return false;
        var key = arg.Split('=', 2)[0];
        var bare = key.StartsWith("--", StringComparison.Ordinal) ? key[2..] : key.StartsWith('/') ? key[1..] : key;
        return (bare.Length < key.Length || arg.Contains('=', StringComparison.Ordinal)) && KnownSettings.Contains(bare);
    }
}
