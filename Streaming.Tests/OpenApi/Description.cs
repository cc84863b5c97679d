using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

/// <summary>The OpenAPI document of a running server.</summary>
internal sealed class Description
{
    private readonly Dictionary<string, DescribedCall> _operations;

    private Description(string text)
    {
        Text = text;
        Root = JsonElement.Parse(text);
        _operations = Root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Select(method => new DescribedCall(method.Name.ToUpperInvariant(), path.Name, method.Value)))
            .ToDictionary(operation => operation.Key, StringComparer.Ordinal);
    }

    public string Text { get; }

    public JsonElement Root { get; }

    public IReadOnlyCollection<DescribedCall> Operations => _operations.Values;

    public static async Task<Description> OfAsync(TestServer server) =>
        new(await server.Client.GetStringAsync("/openapi/v1.json").OrTimeout());

    /// <summary>Returns an operation by its HTTP method and path.</summary>
    public DescribedCall Of(string key) => _operations[key];
}
