namespace Streaming.Server.Hosting.OpenApi;

/// <summary>An OpenAPI document that was generated once.</summary>
/// <param name="ContentType">The media type of the document.</param>
/// <param name="Parts">The text of the document in UTF-8, divided at each place where the URL of the server belongs.</param>
internal sealed record CachedDocument(string? ContentType, IReadOnlyList<byte[]> Parts);
