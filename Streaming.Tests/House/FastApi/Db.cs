namespace Streaming.Tests.House.FastApi;

public sealed class Db
{
    public TaskCompletionSource<int> Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWarm { get; set; }

    public Task SendAsync(int number)
    {
        Sent.SetResult(number);
        return Task.CompletedTask;
    }
}
