namespace Streaming.Tests.Support;

/// <summary>Work that goes on until somebody stops it.</summary>
public static class Cancellations
{
    /// <summary>Ends, as cancelled, when the token is cancelled.</summary>
    public static async Task UntilCancelledAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => cancelled.TrySetCanceled(token));
        await cancelled.Task;
    }
}
