namespace Streaming.Stress.Clients;

/// <summary>Reads the complete list of jobs of a type.</summary>
internal static class JobList
{
    private const int Page = 1_000;

    public static async Task<List<string>> ReadAsync(ApiClient api, string type, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        while (true)
        {
            var after = ids.Count > 0 ? $"&after={ids[^1]}" : string.Empty;
            var page = await api.SendAsync(
                HttpMethod.Get, FormattableString.Invariant($"/jobs?type={type}&limit={Page}{after}"), json: null, key: null,
                cancellationToken);
            ids.AddRange(page.EnumerateArray().Select(job => job.GetProperty("id").GetString()!));
            if (page.GetArrayLength() < Page)
                return ids;
        }
    }
}
