namespace Streaming.Server.Jobs.Background;

/// <summary>Describes a background task that waits to run.</summary>
/// <param name="Name">The name of the task in logs, metrics and lists.</param>
/// <param name="Work">The delegate that does the work of the task. Its arguments are the services of a separate DI scope, and a
/// cancellation token.</param>
/// <param name="TimeLimit">The maximum duration of the task. After this time its cancellation token is cancelled.</param>
/// <param name="Added">The time at which the task was added (UTC).</param>
internal sealed record BackgroundTask(
    string Name, Func<IServiceProvider, CancellationToken, Task> Work, TimeSpan TimeLimit, DateTimeOffset Added);
