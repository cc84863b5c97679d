namespace Streaming.Server.Commands;

/// <summary>Ends a command with one sentence for the operator, which says what is wrong and what to change.</summary>
/// <param name="sentence">The sentence, which is written to the standard error.</param>
/// <param name="exitCode">The exit code of the program.</param>
/// <param name="inner">The exception that caused the failure; null if there is none.</param>
internal sealed class CommandException(string sentence, int exitCode = ExitCodes.Failed, Exception? inner = null)
    : Exception(sentence, inner)
{
    /// <summary>The exit code of the program.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Creates the error of a wrong command line, with exit code 2.</summary>
    public static CommandException Usage(string sentence) => new(sentence, ExitCodes.Usage);
}
