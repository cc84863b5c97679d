using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>What the actions of commands need besides the parsed options: the settings of the server, and the terminal.</summary>
internal sealed class CommandInvocation : InvocationConfiguration
{
    public CommandInvocation(string[] settings, Terminal terminal)
    {
        (Settings, Terminal) = (settings, terminal);
        Output = terminal.Out;
        Error = terminal.Error;
        EnableDefaultExceptionHandler = false;
        // The host of the server handles the signals itself, and the other commands register theirs.
        ProcessTerminationTimeout = null;
    }

    /// <summary>The arguments that are settings of the server, such as <c>--Urls http://localhost:5001</c>.</summary>
    public string[] Settings { get; }

    public Terminal Terminal { get; }
}
