using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>A command of the program <c>streaming</c>.</summary>
/// <param name="name">The word that selects the command.</param>
/// <param name="description">A sentence for <c>--help</c>.</param>
internal class AppCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whether the command takes settings of the server, such as <c>--Storage:Path data/streaming.db</c>.</summary>
    public bool TakesSettings { get; protected init; }

    /// <summary>Sets what the command does. Ctrl+C and SIGTERM cancel the token of its context.</summary>
    protected void Run(Func<CommandContext, Task<int>> action) => SetAction(async (parsed, cancellationToken) =>
    {
        using var interruption = new Interruption(cancellationToken);
        return await action(new CommandContext(parsed, (CommandInvocation)parsed.InvocationConfiguration, interruption.Token));
    });

    /// <summary>Sets what the command does. The command handles Ctrl+C and SIGTERM itself, as the host of a server does.</summary>
    protected void RunHost(Func<CommandContext, Task<int>> action) => SetAction((parsed, cancellationToken) =>
        action(new CommandContext(parsed, (CommandInvocation)parsed.InvocationConfiguration, cancellationToken)));
}
