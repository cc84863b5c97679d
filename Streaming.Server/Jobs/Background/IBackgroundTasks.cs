using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Runs short work in this process after the response of a request was sent. The tasks of one request (or one job) run in the order in
/// which they were added, each with its own DI scope. If the server restarts, waiting tasks are lost. For work that must not be lost,
/// enqueue a job instead.
/// </summary>
/// <remarks>
/// Inject this interface in the constructor. Tasks run even if the request fails after it has added them, so add them last. The work must
/// take its services from the provider that it receives, because the services of the request are disposed by then. Adding a task fails if
/// its delegate holds a scoped service or the request: in the fields of its closure or controller, or in a tuple, record, array or delegate
/// in these fields, even if the delegate does not use it. Other objects are not searched.
/// </remarks>
public interface IBackgroundTasks
{
    /// <summary>Adds a background task with asynchronous work.</summary>
    /// <param name="name">The name of the task in logs, metrics and <c>GET /background-tasks</c>: 1 to 100 characters.</param>
    /// <param name="work">
    /// The delegate that does the work. Its arguments are the services of a separate DI scope, and a token. The token is cancelled at the
    /// time limit, and at shutdown after the time <see cref="BackgroundOptions.DrainTime"/>.
    /// </param>
    /// <param name="timeLimit">
    /// The maximum duration of the task, at most one day; null for the configured limit (<see cref="BackgroundOptions.TimeLimit"/>).
    /// </param>
    /// <exception cref="RefusalException">The maximum number of waiting and running background tasks is reached, or the server is
    /// stopping.</exception>
    /// <exception cref="InvalidOperationException">The delegate holds a scoped service or the request, or the request has already ended, so
    /// that the task would never run.</exception>
    void Add(string name, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit = null);

    /// <summary>Adds a background task whose work blocks its thread. The work therefore runs on a separate thread.</summary>
    /// <inheritdoc cref="Add(string, Func{IServiceProvider, CancellationToken, Task}, TimeSpan?)"/>
    void Add(string name, Action<IServiceProvider, CancellationToken> work, TimeSpan? timeLimit = null);
}
