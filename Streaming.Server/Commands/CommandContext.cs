using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>Holds the parsed command line of a command, and the input and output of the command.</summary>
/// <param name="Parsed">The options and arguments of the command.</param>
/// <param name="Invocation">The settings of the server, and the terminal (input and output) of the command.</param>
/// <param name="Cancellation">A token that is cancelled by Ctrl+C and by the signal SIGTERM.</param>
internal sealed record CommandContext(ParseResult Parsed, CommandInvocation Invocation, CancellationToken Cancellation)
{
    public string[] Settings => Invocation.Settings;

    public Terminal Terminal => Invocation.Terminal;

    public TextWriter Out => Invocation.Terminal.Out;

    public TextWriter Error => Invocation.Terminal.Error;

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>Returns the full path that an argument or an option gives; null if it is not given.</summary>
    /// <param name="given">The value of the argument or option.</param>
    /// <param name="name">Its name on the command line, such as <c>FILE</c>.</param>
    /// <exception cref="CommandException">The value is empty, as that of a variable of a script that is not set.</exception>
    public static string? FullPath(string? given, string name) => given switch
    {
        null => null,
        "" => throw CommandException.Usage($"{name} is empty; give a path."),
        _ => Path.GetFullPath(given),
    };

    /// <summary>Returns whether the command line contains the option.</summary>
    public bool Has(Option option) => Parsed.GetResult(option) is { Implicit: false };
}
