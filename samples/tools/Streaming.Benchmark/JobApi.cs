using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Streaming.Benchmark;

/// <summary>Enqueues jobs and reads their states over HTTP.</summary>
internal static class JobApi
{
    private const int PageSize = 1_000;

    /// <summary>Enqueues a job, and returns its id.</summary>
    public static async Task<string> EnqueueAsync(
        HttpClient http, string type, string arguments, string more, CancellationToken cancellationToken)
    {
        using var body = new StringContent(
            $"{{\"type\": \"{type}\", \"arguments\": {arguments}{more}}}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/jobs", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var job = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
        return job.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Waits until the given jobs have succeeded. They must be the newest jobs of their type.</summary>
    public static async Task<IReadOnlyList<EndedJob>> EndOfAllAsync(
        HttpClient http, string type, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        // The job that was enqueued last usually ends last, so usually one request is enough.
        while (await http.GetFromJsonAsync<JsonElement>($"/jobs/{ids[^1]}", cancellationToken) is var last
            && last.GetProperty("ended").ValueKind == JsonValueKind.Null)
            await Task.Delay(ids.Count == 1 ? 1 : 200, cancellationToken);
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        while (true)
        {
            var ended = (await ListAsync(http, type, ids.Count, cancellationToken)).Where(job => wanted.Contains(job.Id)).ToList();
            if (ended.Count == ids.Count)
                return ended;
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>
    /// Measures how soon a job starts. Each job is enqueued after the previous one has ended, so that the queue is empty and its worker
    /// waits. Returns the times in milliseconds, in ascending order.
    /// </summary>
    public static async Task<List<double>> MeasureStartsAsync(HttpClient http, int starts, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        for (var i = -starts / 3; i < starts; i++)
        {
            var id = await EnqueueAsync(http, "nothing", "{}", string.Empty, cancellationToken);
            var job = (await EndOfAllAsync(http, "nothing", [id], cancellationToken)).Single();
            if (i >= 0)
                milliseconds.Add((job.Started - job.Created).TotalMilliseconds);
        }

        milliseconds.Sort();
        return milliseconds;
    }

    private static async Task<List<EndedJob>> ListAsync(HttpClient http, string type, int count, CancellationToken cancellationToken)
    {
        var jobs = new List<EndedJob>();
        for (var after = string.Empty; count > 0; count -= PageSize)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"/jobs?type={type}&state=succeeded&limit={Math.Min(count, PageSize)}&after={after}", cancellationToken);
            foreach (var job in page.EnumerateArray())
            {
                after = job.GetProperty("id").GetString()!;
                jobs.Add(new EndedJob(after, job.GetProperty("created").GetDateTime(), job.GetProperty("started")
                    .GetDateTime(), job.GetProperty("ended").GetDateTime(), job.GetProperty("attempt").GetInt32()));
            }

            if (page.GetArrayLength() < PageSize)
                break;
        }

        return jobs;
    }
}
