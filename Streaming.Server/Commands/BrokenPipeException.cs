namespace Streaming.Server.Commands;

/// <summary>
/// Thrown by a write to the standard output if the program that reads the output has ended, as <c>head</c> does after some lines. The
/// command then ends without an error message.
/// </summary>
internal sealed class BrokenPipeException() : IOException("The reader of the output has closed its pipe.");
