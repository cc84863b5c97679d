namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>
/// The result of a job of type <c>fetch</c>: the results of all URLs, in the order of the arguments. If there are many URLs, the response
/// bodies are shorter here than in the events of the URLs.
/// </summary>
/// <param name="Count">The number of URLs that the job has called.</param>
/// <param name="Answered">The number of URLs that responded, with any status.</param>
/// <param name="Succeeded">The number of URLs that responded with a status from 200 to 299.</param>
/// <param name="Results">The result of each URL, in the order of the arguments.</param>
internal sealed record FetchResult(int Count, int Answered, int Succeeded, IReadOnlyList<FetchedUrl> Results);
