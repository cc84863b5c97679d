using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Runs short work after the response, in this process. The tasks of one request (or one job) run in the order in which they were added,
/// each in its own DI scope, when the response has been sent. A restart loses them; for work that must not be lost, enqueue a job.
/// </summary>
/// <remarks>
/// Inject this interface in the constructor. Tasks run even if the request fails after adding them, so add them last. The work must
/// take its services from the provider that it receives, since the services of the request are disposed by then. Adding a task fails if
/// its delegate holds a scoped service or the request: in the fields of its closure or controller, or in a tuple, record, array or
/// delegate in these fields, even if the delegate does not use it. Other objects are not searched.
/// </remarks>
public interface IBackgroundTasks
{
    /// <summary>Adds asynchronous work.</summary>
    /// <param name="name">The name in logs, metrics and <c>GET /background-tasks</c>: 1 to 100 characters.</param>
    /// <param name="work">The work, which receives the services of its own DI scope. Its token is cancelled at the time limit, and at
    /// shutdown after <see cref="BackgroundOptions.DrainTime"/>.</param>
    /// <param name="timeLimit">The time limit, at most one day; null for <see cref="BackgroundOptions.TimeLimit"/>.</param>
    /// <exception cref="RefusalException">The limit of waiting and running tasks is reached, or the server is stopping.</exception>
    /// <exception cref="InvalidOperationException">The work captured a scoped service or the request, or the request has ended, so that the
    /// work would never run.</exception>
    void Add(string name, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit = null);

    /// <summary>Adds work that blocks its thread. The work runs on its own thread.</summary>
    /// <inheritdoc cref="Add(string, Func{IServiceProvider, CancellationToken, Task}, TimeSpan?)"/>
    void Add(string name, Action<IServiceProvider, CancellationToken> work, TimeSpan? timeLimit = null);
}
