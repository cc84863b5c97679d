using System.Text.Json;

namespace Streaming.Stress.Scenarios;

/// <summary>Reads the events of a job.</summary>
internal static class JobRecord
{
    /// <summary>Returns how often the job has ended.</summary>
    public static async Task<int> EndsAsync(HttpClient http, Uri server, string job, CancellationToken cancellationToken) =>
        (await EventsAsync(http, server, job, cancellationToken)).Count(IsEnd);

    /// <summary>Whether a message is the last event of a job.</summary>
    public static bool IsEnd(JsonElement message) => message.GetProperty("type").GetString() is "succeeded" or "failed" or "cancelled";

    /// <summary>Returns the stored events of the job.</summary>
    public static async Task<IReadOnlyList<JsonElement>> EventsAsync(
        HttpClient http, Uri server, string job, CancellationToken cancellationToken) =>
        [.. (await Json.GetAsync(http, new Uri(server, $"/topics/job:{job}/messages?format=json"), cancellationToken)).EnumerateArray()];
}
