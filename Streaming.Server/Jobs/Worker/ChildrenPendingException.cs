namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Ends the attempt of a handler that waits for its children. It is a cancellation, so that handlers that catch all other exceptions let it
/// pass.
/// </summary>
internal sealed class ChildrenPendingException() : OperationCanceledException(
    "The job waits for its children. Its attempt ends, and its handler runs again when they have ended. Do not catch this exception.");
