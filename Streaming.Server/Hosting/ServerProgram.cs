using Streaming.Server.Commands;

namespace Streaming.Server.Hosting;

/// <summary>
/// Runs the command line of the server program. The entry points of <c>Streaming.Server</c> and of the tool <c>streaming</c> call it.
/// </summary>
internal static class ServerProgram
{
    /// <summary>Runs the command that the arguments name, and returns the exit code of the program.</summary>
    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(args);
}
