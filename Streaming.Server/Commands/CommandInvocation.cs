using System.CommandLine;

namespace Streaming.Server.Commands;

/// <summary>
/// Holds the data that commands need in addition to their options: the settings of the server, and the terminal (input and output).
/// </summary>
internal sealed class CommandInvocation : InvocationConfiguration
{
    public CommandInvocation(string[] settings, Terminal terminal)
    {
        (Settings, Terminal) = (settings, terminal);
        Output = terminal.Out;
        Error = terminal.Error;
        EnableDefaultExceptionHandler = false;
        // The library for command lines does not handle Ctrl+C and SIGTERM: the host of the server and each other command do so themselves.
        ProcessTerminationTimeout = null;
    }

    /// <summary>The arguments of the command line that are settings of the server, such as <c>--Urls http://localhost:5001</c>.</summary>
    public string[] Settings { get; }

    public Terminal Terminal { get; }
}
