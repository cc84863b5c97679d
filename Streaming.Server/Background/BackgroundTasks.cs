using Microsoft.Extensions.Options;

namespace Streaming.Server.Background;

/// <summary>
/// What one scope has added. The scope of a request is disposed of when its response has been sent, and that is the moment to hand the tasks over: nothing
/// runs inside the request's own end, which would keep the connection from its next request.
/// </summary>
internal sealed class BackgroundTasks(BackgroundRunner runner, CapturedServices captured, IOptions<BackgroundOptions> options, TimeProvider time) : IBackgroundTasks, IDisposable
{
    private const int MaxNameLength = 100;

    private readonly Lock _gate = new();
    private List<BackgroundTask>? _tasks;

    public void Add(string name, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit = null) => Add(name, work, work, timeLimit);

    public void Add(string name, Action<IServiceProvider, CancellationToken> work, TimeSpan? timeLimit = null) =>
        Add(
            name,
            work,
            (services, cancellation) => Task.Factory.StartNew(() => work(services, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            timeLimit);

    public void Dispose()
    {
        lock (_gate)
        {
            if (_tasks is { } tasks)
                runner.Run(tasks);
            _tasks = null;
        }
    }

    private void Add(string name, Delegate given, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit)
    {
        if (name.Length is 0 or > MaxNameLength)
            throw new ArgumentException($"The name of a background task has 1 to {MaxNameLength} characters.", nameof(name));
        if (captured.FindIn(given) is { } service)
            throw new InvalidOperationException(
                $"The background task '{name}' captured {service}, which ends with the request. Take what it needs from the services it is given: (services, cancellation) => services.GetRequiredService<…>()….");
        runner.Reserve();
        lock (_gate)
            (_tasks ??= []).Add(new BackgroundTask(name, work, timeLimit ?? options.Value.TimeLimit, time.GetUtcNow()));
    }
}
