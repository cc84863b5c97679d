namespace Streaming.Tests.Support;

/// <summary>Work that continues until it is cancelled.</summary>
public static class Cancellations
{
    /// <summary>Waits until the token is cancelled, and then throws an <see cref="OperationCanceledException"/>.</summary>
    public static async Task UntilCancelledAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => cancelled.TrySetCanceled(token));
        await cancelled.Task;
    }
}
