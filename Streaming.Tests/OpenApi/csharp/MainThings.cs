using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Generated;

/// <summary>Executes the main operations with the client that NSwag generates from the document.</summary>
public static class MainThings
{
    /// <summary>Publishes, reads the history, enqueues a job and reads its result, and creates a webhook.</summary>
    /// <returns>One line for each operation.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var client = new StreamingClient(http);
        var published = await client.PublishMessagesAsync(
            "from-csharp", type: "greeting", sender: null, deliver_at: null, delay: null, idempotency_Key: "1",
                new NewMessage { Data = new { text = "hello" } }, cancellationToken);
        var lines = new List<string> { $"published {published.Count} to {published.Topic}" };
        foreach (var message in await client.ReadHistoryAsync(
            "from-csharp", format: null, after: null, before: null, limit: 10, Order.Asc, columns: null, escape: null, bom: null,
            from: null, to: null, cancellationToken))
            lines.Add($"read {message.Offset} {message.Type} {message.Data}");
        lines.Add($"result {await ResultAsync(client, cancellationToken)}");
        var webhook = await client.CreateWebhookAsync(
            new NewWebhook { Url = "https://receiver.example/", Topics = ["from-csharp"], Batch = 10 }, cancellationToken);
        lines.Add($"webhook {webhook.State} {webhook.Batch} {webhook.Secret.StartsWith("whsec_", System.StringComparison.Ordinal)}");
        try
        {
            await client.GetJobAsync("no-job", cancellationToken);
        }
        catch (ApiException<Problem> e)
        {
            lines.Add($"problem {e.StatusCode} {e.Result.Detail}");
        }

        return lines;
    }

    private static async Task<object> ResultAsync(StreamingClient client, CancellationToken cancellationToken)
    {
        var arguments = new { topic = "by-job", messages = new[] { new { data = "from a job" } } };
        var job = await client.EnqueueJobAsync(
            idempotency_Key: null, new NewJob { Type = "publish", Arguments = arguments, Priority = 9 }, cancellationToken);
        // The event stream of a job ends with the job.
        using (var events = await client.StreamJobAsync(job.Id, after: null, last_Event_ID: null, lastEventId: null, cancellationToken))
        using (var reader = new StreamReader(events.Stream))
            await reader.ReadToEndAsync(cancellationToken);
        return await client.GetJobResultAsync(job.Id, wait: null, cancellationToken);
    }
}
