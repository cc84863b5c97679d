using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Short helper methods for jobs over HTTP.</summary>
internal static class JobHttp
{
    /// <summary>Enqueues a job, and returns its id.</summary>
    public static async Task<string> EnqueueAsync(
        this HttpClient client, string type = "probe", string arguments = "{}", string more = "",
        params (string Name, string Value)[] headers)
    {
        using var response = await client.PostAsync(
            "/jobs", $$"""{"type":"{{type}}","arguments":{{arguments}}{{more}}}""", "application/json", headers);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, body);
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        response.Headers.Location!.ToString().Should().EndWith($"/jobs/{id}");
        return id;
    }

    public static Task<JsonElement> JobAsync(this HttpClient client, string id) => client.GetJsonAsync($"/jobs/{id}");

    /// <summary>Reads all events of a job, from the first one to the end of the stream.</summary>
    public static async Task<IReadOnlyList<EventStream.Event>> EventsAsync(this HttpClient client, string id)
    {
        await using var stream = await EventStream.OpenAsync(client, $"/jobs/{id}/events");
        var events = new List<EventStream.Event>();
        while (await stream.NextAsync() is { } next)
            events.Add(next);
        return events;
    }

    /// <summary>Waits for the job's end, and returns the types of its events.</summary>
    public static async Task<IEnumerable<string>> EndAsync(this HttpClient client, string id) =>
        (await client.EventsAsync(id)).Select(each => each.Type);

    public static async Task<JsonElement> ResultAsync(this HttpClient client, string id) =>
        await client.GetFromJsonAsync<JsonElement>($"/jobs/{id}/result").OrTimeout();

    public static Task<JsonElement> StateBecomesAsync(this HttpClient client, string id, string state) =>
        Eventually.BecomesAsync(() => client.JobAsync(id), job => job.GetProperty("state").GetString() == state);

    public static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
