using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Collects the background tasks that one request adds. After the response was sent, the DI scope of the request is disposed, and only then
/// are the tasks passed to the runner. If they ran inside the request, they would delay the next request on the connection.
/// </summary>
internal sealed class BackgroundTasks(
    BackgroundRunner runner, CapturedServices captured, IOptions<BackgroundOptions> options, TimeProvider time) : IBackgroundTasks,
    IDisposable
{
    private const int MaxNameLength = 100;

    // The maximum time limit of a background task: one day, well below the longest time that a .NET timer supports.
    private static readonly TimeSpan s_maxTimeLimit = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private List<BackgroundTask>? _tasks;
    private bool _ended;

    public void Add(string name, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit = null) =>
        Add(name, work, work, timeLimit);

    public void Add(string name, Action<IServiceProvider, CancellationToken> work, TimeSpan? timeLimit = null) =>
        Add(
            name,
            work,
            (services, cancellation) =>
                Task.Factory.StartNew(() => work(services, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default),
            timeLimit);

    public void Dispose()
    {
        lock (_gate)
        {
            if (_tasks is { } tasks)
                runner.Run(tasks);
            _tasks = null;
            _ended = true;
        }
    }

    private void Add(string name, Delegate given, Func<IServiceProvider, CancellationToken, Task> work, TimeSpan? timeLimit)
    {
        if (name.Length is 0 or > MaxNameLength)
            throw new ArgumentException($"The name of a background task has 1 to {MaxNameLength} characters.", nameof(name));
        if (timeLimit is { } limit && (limit <= TimeSpan.Zero || limit > s_maxTimeLimit))
            throw new ArgumentOutOfRangeException(
                nameof(timeLimit), limit, "The time limit of a background task is above zero and at most one day.");
        if (captured.FindIn(given) is { } service)
            throw new InvalidOperationException(
                $"The background task '{name}' captured {service}, which ends with the request. Take what it needs from the services it " +
                    "is given: (services, cancellation) => services.GetRequiredService<…>()…. "
                + "A closure holds what all lambdas of its scope capture, and a lambda that uses a field of its class holds the whole " +
                    "object: copy values to local variables.");
        lock (_gate)
        {
            // The tasks of a request start when its DI scope is disposed. A task that is added later would never start, so it is refused.
            if (_ended)
                throw new InvalidOperationException(
                    $"The background task '{name}' was added after the request (or job) of its IBackgroundTasks had ended, and would " +
                        "never run. Add it before the request ends, or enqueue a job.");
            runner.Reserve();
            (_tasks ??= []).Add(new BackgroundTask(name, work, timeLimit ?? options.Value.TimeLimit, time.GetUtcNow()));
        }
    }
}
