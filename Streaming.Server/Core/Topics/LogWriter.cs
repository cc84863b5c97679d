using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Writes the messages of all publishers to the logs of their topics. Events of jobs are an exception: the store writes them in the
/// transaction that changes the job.
/// </summary>
internal sealed class LogWriter(
    TopicLogs logs, IOptions<TopicOptions> options, AppendReporter reporter, TopicObservers observers, LastResortHandler lastResort,
        ILogger<LogWriter> logger)
    : IHostedService, IAsyncDisposable
{
    private readonly LogLanes[] _logs = [.. logs.Written.Select(
        log => new LogLanes(log, options.Value.AppendQueue, reporter, observers, lastResort, logger))];

    /// <summary>Appends messages to a topic's log. When the call returns, the messages are stored and visible to subscribers.</summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken) =>
        (_logs.Length > 1 && ReferenceEquals(topic.Log, _logs[1].Log) ? _logs[1] : _logs[0]).AppendAsync(topic, append, cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        reporter.ObserveQueue(() => _logs.Sum(log => log.Waiting));
        foreach (var log in _logs)
            await log.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_logs.Select(log => log.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs)
            await log.DisposeAsync();
    }
}
