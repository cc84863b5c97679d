namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>
/// A fetch that is done: all URLs in the order of the arguments. Where they are many, less of each body is kept here than in the events.
/// </summary>
/// <param name="Count">How many there were.</param>
/// <param name="Answered">How many answered, whatever the status.</param>
/// <param name="Succeeded">How many with a status from 200 to 299.</param>
/// <param name="Results">Each.</param>
internal sealed record FetchResult(int Count, int Answered, int Succeeded, IReadOnlyList<FetchedUrl> Results);
