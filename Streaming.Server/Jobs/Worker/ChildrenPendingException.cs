namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Thrown to end the attempt of a handler that waits for its children (jobs that the handler has enqueued). The exception is a kind of
/// cancellation, because handlers that catch all other exceptions usually let a cancellation pass.
/// </summary>
internal sealed class ChildrenPendingException() : OperationCanceledException(
    "The job waits for its children. Its attempt ends, and its handler runs again when they have ended. Do not catch this exception.");
