namespace Streaming.Server.Commands;

/// <summary>The exit codes of the program <c>streaming</c>; docs/command-line.md lists them.</summary>
internal static class ExitCodes
{
    /// <summary>The command has done what it was asked to do.</summary>
    public const int Done = 0;

    /// <summary>The command failed, or a check found a problem.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: an unknown command or option, or a missing or invalid value. Nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The command was cancelled by Ctrl+C or SIGTERM.</summary>
    public const int Cancelled = 130;
}
