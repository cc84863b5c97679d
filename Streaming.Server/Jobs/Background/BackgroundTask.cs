namespace Streaming.Server.Jobs.Background;

/// <summary>Describes a background task that waits to run.</summary>
/// <param name="Name">The name of the task in logs, metrics and lists.</param>
/// <param name="Work">The delegate that does the work of the task. It receives the services of its own DI scope and a cancellation
/// token.</param>
/// <param name="TimeLimit">The maximum duration of the task; its token is cancelled after this time.</param>
/// <param name="Added">The time at which the task was added (UTC).</param>
internal sealed record BackgroundTask(
    string Name, Func<IServiceProvider, CancellationToken, Task> Work, TimeSpan TimeLimit, DateTimeOffset Added);
