namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Contains the result of a request that cancels or retries several jobs.</summary>
/// <param name="Changed">The number of jobs that the request has changed.</param>
/// <param name="Next">The value of <c>after</c> for the next request; null if no further jobs match the filter.</param>
internal sealed record JobsChanged(int Changed, string? Next);
