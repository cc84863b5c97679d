using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Clients;

/// <summary>Downloads the stored messages of topics as NDJSON.</summary>
internal static class HistoryClient
{
    private static readonly HttpClient s_http = FreshConnections.CreateClient(Timeout.InfiniteTimeSpan);

    /// <summary>Downloads the stored messages of a topic, oldest first. A topic that does not exist has none.</summary>
    /// <param name="server">The address of the server.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="after">The position after which the download begins; null for the oldest message.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="HttpRequestException">The server refused the download, or it broke off.</exception>
    public static async IAsyncEnumerable<ReceivedMessage> ReadAsync(
        Uri server, string topic, Position? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"/topics/{topic}/messages?format=ndjson{(after is { } position ? $"&after={position}" : string.Empty)}";
        using var response = await s_http.GetAsync(new Uri(server, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            yield break;
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
                yield return Parse(topic, line);
        }
    }

    private static ReceivedMessage Parse(string topic, string line)
    {
        using var message = JsonDocument.Parse(line);
        var root = message.RootElement;
        var data = !root.TryGetProperty("data", out var value) ? string.Empty
            : value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.GetRawText();
        return new ReceivedMessage(
            topic, Position.Parse(root.GetProperty("position").GetString()!), root.GetProperty("type").GetString()!, data)
        {
            Time = root.GetProperty("time").GetDateTime(),
            Sender = root.TryGetProperty("sender", out var sender) ? sender.GetString() : null,
        };
    }
}
