using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>The parsed command line of one command, with the streams that it reads and writes.</summary>
/// <param name="Parsed">The options and arguments of the command.</param>
/// <param name="Invocation">The settings of the server, and the terminal.</param>
/// <param name="Cancellation">A token that Ctrl+C and SIGTERM cancel.</param>
internal sealed record CommandContext(ParseResult Parsed, CommandInvocation Invocation, CancellationToken Cancellation)
{
    public string[] Settings => Invocation.Settings;

    public Terminal Terminal => Invocation.Terminal;

    public TextWriter Out => Invocation.Terminal.Out;

    public TextWriter Error => Invocation.Terminal.Error;

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>Returns whether the operator gave the option.</summary>
    public bool Has(Option option) => Parsed.GetResult(option) is { Implicit: false };
}
