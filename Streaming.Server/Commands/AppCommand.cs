using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>Represents a command of the program <c>streaming</c>, such as <c>serve</c>.</summary>
/// <param name="name">The word on the command line that selects the command.</param>
/// <param name="description">A sentence that describes the command in the output of <c>--help</c>.</param>
internal class AppCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whether the command accepts settings of the server, such as <c>--Storage:Path data/streaming.db</c>.</summary>
    public bool TakesSettings { get; protected init; }

    /// <summary>
    /// Sets the function that the command runs. Ctrl+C and the signal SIGTERM cancel the token in the context that the function receives.
    /// </summary>
    protected void Run(Func<CommandContext, Task<int>> action) => SetAction(async (parsed, cancellationToken) =>
    {
        using var interruption = new Interruption(cancellationToken);
        return await action(new CommandContext(parsed, (CommandInvocation)parsed.InvocationConfiguration, interruption.Token));
    });

    /// <summary>
    /// Sets the function that the command runs. The function handles Ctrl+C and the signal SIGTERM itself, as the host of a server does.
    /// </summary>
    protected void RunHost(Func<CommandContext, Task<int>> action) => SetAction((parsed, cancellationToken) =>
        action(new CommandContext(parsed, (CommandInvocation)parsed.InvocationConfiguration, cancellationToken)));
}
