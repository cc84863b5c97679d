using System.Buffers;
using System.Text.Json;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Counts each background task that has ended, and stores it for <c>GET /background-tasks</c>. If the task has failed, the failure is also
/// logged and published to topic <c>system:background-tasks</c>.
/// </summary>
internal sealed partial class BackgroundReports(
    BackgroundRuns runs, Publisher publisher, BackgroundMetrics metrics, LastResortHandler lastResort, ILogger<BackgroundReports> logger)
{
    public static readonly TopicName Topic = new(TopicNamespaces.System + "background-tasks");

    public void Add(BackgroundTask task, BackgroundOutcome outcome, DateTimeOffset? started, TimeSpan took, Exception? error)
    {
        metrics.Ended(task.Name, outcome.ToString());
        var sentence = outcome switch
        {
            BackgroundOutcome.Succeeded => null,
            BackgroundOutcome.TimedOut => $"The task took longer than its time limit of {task.TimeLimit}.",
            BackgroundOutcome.Stopped => "The server stopped before the task had ended.",
            _ => error?.Message,
        };
        runs.Add(new BackgroundRun(task.Name, outcome, task.Added, started, took.TotalMilliseconds, sentence, error?.ToString()));
        if (sentence is null)
            return;
        LogFailed(error, task.Name, sentence);
        _ = lastResort.WatchAsync("publishing the failure of a background task", PublishAsync(task.Name, outcome, sentence, error));
    }

    private async Task PublishAsync(string name, BackgroundOutcome outcome, string sentence, Exception? error)
    {
        try
        {
            await publisher.PublishAsync(Topic, Message(name, outcome, sentence, error));
        }
        catch (RefusalException e)
        {
            LogNotPublished(e, name);
        }
    }

    private static NewMessage Message(string name, BackgroundOutcome outcome, string sentence, Exception? error)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data, MessageJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("outcome", outcome.ToString());
            json.WriteString("error", sentence);
            json.WriteString("exception", error?.GetType().FullName);
            json.WriteEndObject();
        }

        return NewMessage.Json(data.WrittenSpan, "failed");
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to run the background task {Name}: {Error}")]
    private partial void LogFailed(Exception? exception, string name, string error);

    [LoggerMessage(2, LogLevel.Warning, "Failed to publish the failure of the background task {Name}.")]
    private partial void LogNotPublished(Exception exception, string name);
}
