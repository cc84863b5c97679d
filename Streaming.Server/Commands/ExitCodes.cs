namespace Streaming.Server.Commands;

/// <summary>Lists the exit codes of the program <c>streaming</c>, which docs/command-line.md describes.</summary>
internal static class ExitCodes
{
    /// <summary>The command has succeeded.</summary>
    public const int Done = 0;

    /// <summary>The command has failed, or a check has found a problem.</summary>
    public const int Failed = 1;

    /// <summary>
    /// The command line is wrong: a command or an option is unknown, or a value is missing or not valid. The command has not run.
    /// </summary>
    public const int Usage = 2;

    /// <summary>The command was cancelled by Ctrl+C or by the signal SIGTERM.</summary>
    public const int Cancelled = 130;
}
