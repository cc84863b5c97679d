using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Parses the query of <c>GET /jobs</c> into a filter for jobs.</summary>
internal static class JobFilterQuery
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static JobFilter Parse(
        string? state, string? type, string? olderThan, string? newerThan, string? after, string? limit, DateTime now) => new()
        {
            State = string.IsNullOrEmpty(state) ? null : State(state),
            Type = string.IsNullOrEmpty(type) ? null : type,
            CreatedBefore = string.IsNullOrEmpty(olderThan) ? null : now - Duration.Parse(olderThan, "older-than"),
            CreatedFrom = string.IsNullOrEmpty(newerThan) ? null : now - Duration.Parse(newerThan, "newer-than"),
            After = string.IsNullOrEmpty(after) ? null : JobId.Parse(after),
            Limit = QueryValues.Number(limit, "limit", DefaultLimit, MaxLimit),
        };

    private static JobState State(string text)
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            if (text.Equals(state.ToString(), StringComparison.OrdinalIgnoreCase))
                return state;
        }

        throw RefusalException.Invalid(
            $"The state is not known; use one of {string.Join(", ", Enum.GetNames<JobState>()).ToLowerInvariant()}.");
    }
}
