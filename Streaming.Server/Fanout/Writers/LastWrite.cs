namespace Streaming.Server.Fanout.Writers;

/// <summary>The owner of the last bytes that are written to a connection, after all its subscribers have ended.</summary>
internal sealed class LastWrite : IWriteOwner
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A task that completes when the client has accepted all bytes, or the connection is broken.</summary>
    public Task Completion => _ended.Task;

    public Task Writing { get; set; } = Task.CompletedTask;

    public void MadeProgress()
    {
    }

    public void Written(bool ended) => _ended.TrySetResult();

    public void End() => _ended.TrySetResult();
}
