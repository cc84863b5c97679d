using System.Buffers;
using System.Text.Json;
using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Creates the messages of the topic <c>system:metrics</c> from the collected metrics. docs/admin-api.md describes the properties of these
/// messages. An unknown value is null.
/// </summary>
internal sealed class MetricsMessage(
    MetricsCollector metrics, ConnectionRegistry connections, WriteWatch writes, OwnNode node, TimeProvider time)
{
    /// <summary>The type of the messages with metrics.</summary>
    public const string Type = "metrics";

    private long _started = time.GetTimestamp();
    private TimeSpan _processorTime = Environment.CpuUsage.TotalTime;
    private long _endedJobs;

    /// <summary>Creates a message with the metrics of the time since the previous call of this method.</summary>
    public NewMessage Create()
    {
        metrics.ReadGauges();
        var now = time.GetTimestamp();
        var seconds = Math.Max(time.GetElapsedTime(_started, now).TotalSeconds, 0.001);
        _started = now;
        var (publish, delivery, commit) = (metrics.Publish.Take(), metrics.Delivery.Take(), metrics.CommitDuration.Take());
        var (commits, committed) = (metrics.Commits.Take(), metrics.CommitMessages.Take());
        var data = new ArrayBufferWriter<byte>(1024);
        // Written without a class that describes the JSON: the runtime would prepare and compile code for such a class a few seconds after
        // each start, when clients come back.
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("node", node.Name);
            json.WriteNumber("in", Rate(metrics.Published.Take()));
            json.WriteNumber("out", Rate(metrics.Delivered.Take()));
            WriteConnections(json);
            Write(json, "publish", ("p50", publish.P50), ("p99", publish.P99));
            Write(json, "delivery", ("p50", delivery.P50), ("p99", delivery.P99));
            Write(json, "append", ("batches", Rate(commits)),
                ("size", commits == 0 ? null : Math.Round((double)committed / commits, 2)), ("commit", commit.P50));
            json.WriteNumber("slow", writes.Pending);
            json.WriteNumber("gaps", metrics.Gaps.Total);
            Write(json, "jobs", ("queued", metrics.JobsWaiting.Sum), ("running", metrics.JobsRunning.Sum), ("failed", Steps("failed")),
                ("perSecond", Rate(TakeEndedJobs())),
                ("oldestDue", metrics.JobsOldestDue.Sum is { } age ? Math.Round(age, 3) : null));
            Write(json, "webhooks", ("failing", metrics.WebhooksFailing.Positive), ("behind", metrics.WebhooksWaiting.Sum ?? 0));
            Write(json, "store", ("bytes", metrics.StoreSize.Sum), ("wal", metrics.StoreWalSize.Sum), ("topics", metrics.Topics.Sum));
            Write(json, "process", ("memory", Environment.WorkingSet), ("cpu", Cores()),
                ("uptime", Math.Round((time.GetUtcNow() - node.Started).TotalSeconds)));
            json.WriteNumber("refused", Rate(metrics.Refusals.Take()));
            json.WriteEndObject();
        }

        return new NewMessage(DataKind.Json, data.WrittenSpan.ToArray(), Type, Sender: null);

        double Rate(long count) => Math.Round(count / seconds, 2);

        double Cores()
        {
            var total = Environment.CpuUsage.TotalTime;
            var used = total - _processorTime;
            _processorTime = total;
            return Math.Round(used.TotalSeconds / seconds, 3);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, double? Value)> values)
    {
        json.WriteStartObject(name);
        foreach (var (property, value) in values)
        {
            if (value is { } number)
                json.WriteNumber(property, number);
            else
                json.WriteNull(property);
        }

        json.WriteEndObject();
    }

    private void WriteConnections(Utf8JsonWriter json)
    {
        json.WriteStartObject("connections");
        foreach (var (transport, count) in connections.CountByTransport())
            json.WriteNumber(transport, count);
        json.WriteEndObject();
    }

    // Returns the number of jobs that have ended on this node (server process) since the previous message.
    private long TakeEndedJobs()
    {
        var (ended, before) = (Steps("succeeded") + Steps("failed") + Steps("cancelled"), _endedJobs);
        _endedJobs = ended;
        return ended - before;
    }

    private long Steps(string step) => metrics.Jobs.ByTag.GetValueOrDefault(step);
}
