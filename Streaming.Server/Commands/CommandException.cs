namespace Streaming.Server.Commands;

/// <summary>
/// Thrown to end a command with an error. The message is a sentence for the operator that states what is wrong and what to change.
/// </summary>
/// <param name="sentence">The sentence for the operator, which is written to the standard error.</param>
/// <param name="exitCode">The exit code of the program.</param>
/// <param name="inner">The exception that caused the error; null if there is none.</param>
internal sealed class CommandException(string sentence, int exitCode = ExitCodes.Failed, Exception? inner = null)
    : Exception(sentence, inner)
{
    /// <summary>The exit code of the program.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Creates the exception for a wrong command line. The program then ends with exit code 2.</summary>
    public static CommandException Usage(string sentence) => new(sentence, ExitCodes.Usage);
}
