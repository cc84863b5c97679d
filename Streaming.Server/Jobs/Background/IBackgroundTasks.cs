using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Short work after the response, in this process. What one request (or one job) adds runs in the order given, each in a fresh DI scope,
/// when the response
/// has been sent; it is not kept over a restart. For work that must not be lost, enqueue a job.
/// </summary>
/// <remarks>
/// Take it from the container in the constructor. It runs whatever the answer was, so add it as the last thing. The work must take its
/// services from the provider it is given: those of
/// the request are disposed of by then. A task whose delegate holds a scoped service or the request is refused when it is added: in its
/// closure or its controller's fields, or in a tuple, record,
/// array or delegate in there, whether or not it uses it. Other objects are not looked into.
/// </remarks>
public interface IBackgroundTasks
{
    /// <summary>Adds asynchronous work.</summary>
    /// <param name="name">What it is called in logs, metrics and <c>GET /background-tasks</c>: 1 to 100 characters.</param>
    /// <param name="work">The work, with the services of a scope of its own. The token is cancelled at its time limit and when the server's
    /// patience at shutdown ends.</param>
    /// <param name="timeLimit">How long it may take; at most one day; null for <see cref="BackgroundOptions.TimeLimit"/>.</param>
    /// <exception cref="RefusalException">Too much waits already, or the server stops.</exception>
    /// <exception cref="InvalidOperationException">The work captured a scoped service or the request; or the request has ended, so that it
    /// would never run.</exception>
    void Add(string name, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit = null);

    /// <summary>Adds work that blocks; it gets a thread of its own.</summary>
    /// <inheritdoc cref="Add(string, Func{IServiceProvider, CancellationToken, Task}, TimeSpan?)"/>
    void Add(string name, Action<IServiceProvider, CancellationToken> work, TimeSpan? timeLimit = null);
}
