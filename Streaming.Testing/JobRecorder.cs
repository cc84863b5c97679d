using System.Collections.Concurrent;
using System.Text.Json;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Testing;

/// <summary>Creates the context for a direct call of a job handler, and records what the handler reports.</summary>
public sealed class JobRecorder
{
    private readonly ConcurrentQueue<(double Fraction, string? Text)> _progress = [];
    private readonly ConcurrentQueue<(string Type, JsonElement Value)> _events = [];

    /// <summary>Creates a recorder with a context for the handler.</summary>
    /// <param name="options">The values of the context; null for the defaults. Its receivers are replaced.</param>
    public JobRecorder(JobContextOptions? options = null) => Context = new JobContext((options ?? new JobContextOptions()) with
    {
        OnProgress = (fraction, text) => _progress.Enqueue((fraction, text)),
        OnEvent = (type, value) =>
        {
            _events.Enqueue((type, value));
            return Task.CompletedTask;
        },
    });

    /// <summary>The context to give to the handler.</summary>
    public JobContext Context { get; }

    /// <summary>The progress that the handler has reported, in order. A worker would not publish all of it.</summary>
    public IReadOnlyCollection<(double Fraction, string? Text)> Progress => _progress;

    /// <summary>The events that the handler has published, in order.</summary>
    public IReadOnlyCollection<(string Type, JsonElement Value)> Events => _events;
}
