namespace Streaming.Server.Jobs.Background;

/// <summary>One piece of work that waits for its turn.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Work">The work; starts when called.</param>
/// <param name="TimeLimit">How long it may take.</param>
/// <param name="Added">When it was added.</param>
internal sealed record BackgroundTask(string Name, Func<IServiceProvider, CancellationToken, Task> Work, TimeSpan TimeLimit, DateTimeOffset Added);
