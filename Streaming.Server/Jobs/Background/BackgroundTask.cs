namespace Streaming.Server.Jobs.Background;

/// <summary>A background task that waits to run.</summary>
/// <param name="Name">The name.</param>
/// <param name="Work">The work; it starts when the delegate is called.</param>
/// <param name="TimeLimit">The time limit.</param>
/// <param name="Added">The time at which the task was added.</param>
internal sealed record BackgroundTask(
    string Name, Func<IServiceProvider, CancellationToken, Task> Work, TimeSpan TimeLimit, DateTimeOffset Added);
