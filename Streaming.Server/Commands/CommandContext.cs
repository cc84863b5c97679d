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

    /// <summary>Returns whether the command line contains the option.</summary>
    public bool Has(Option option) => Parsed.GetResult(option) is { Implicit: false };
}
