using System.Text.Json;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>A topic <c>news</c> whose messages need a permit for large replies.</summary>
internal static class LargeTopic
{
    public const int Messages = 130;

    /// <summary>The size of a message.</summary>
    public const int Bytes = 60_000;

    /// <summary>Publishes the messages, and returns the epoch of the topic.</summary>
    public static async Task<string> FillAsync(TestServer server)
    {
        var line = $"{{\"data\":\"{new string('x', Bytes)}\"}}\n";
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", string.Concat(Enumerable.Repeat(line, Messages)), "application/x-ndjson");
        return Positions.EpochOf(
            JsonElement.Parse(await response.Content.ReadAsStringAsync().OrTimeout()).GetProperty("last").GetString()!);
    }

    /// <summary>Waits until this number of permits is free.</summary>
    public static Task<int> FreeBecomesAsync(TestServer server, int count) =>
        Eventually.BecomesAsync(() => Task.FromResult(server.Get<LargeReplyLimiter>().Free), free => free == count);
}
