using System.Text.Json;

namespace Streaming.Tests.OpenApi;

/// <summary>An operation of the OpenAPI document.</summary>
internal sealed record DescribedCall(string Method, string Path, JsonElement Json)
{
    public string Key => $"{Method} {Path}";

    public IEnumerable<JsonProperty> Responses => Json.GetProperty("responses").EnumerateObject();

    public IEnumerable<JsonElement> Parameters =>
        Json.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default(JsonElement.ArrayEnumerator);

    /// <summary>Whether the operation allows a call without a token: one of its security requirements is empty.</summary>
    public bool IsAnonymousAllowed =>
        Json.GetProperty("security").EnumerateArray().Any(requirement => !requirement.EnumerateObject().Any());

    public string Text(string property) => Json.GetProperty(property).GetString()!;
}
