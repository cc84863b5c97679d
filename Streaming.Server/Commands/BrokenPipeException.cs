namespace Streaming.Server.Commands;

/// <summary>
/// Thrown by a write to the standard output after its reader has ended, as <c>head</c> does after its lines. The command then ends
/// without a message.
/// </summary>
internal sealed class BrokenPipeException() : IOException("The reader of the output has closed its pipe.");
