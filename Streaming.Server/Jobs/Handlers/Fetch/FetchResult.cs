namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>
/// The result of a job of type <c>fetch</c>: all URLs in the order of the arguments. If there are many URLs, each body is shorter here
/// than in the event of its URL.
/// </summary>
/// <param name="Count">The number of URLs.</param>
/// <param name="Answered">The number of URLs that answered, with any status.</param>
/// <param name="Succeeded">The number of URLs that answered with a status from 200 to 299.</param>
/// <param name="Results">The result of each URL.</param>
internal sealed record FetchResult(int Count, int Answered, int Succeeded, IReadOnlyList<FetchedUrl> Results);
