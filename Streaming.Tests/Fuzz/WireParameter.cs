using System.Text.Json;
using System.Text.RegularExpressions;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fuzz;

/// <summary>A part of a request that clients fill: a parameter in the path or the query, or a header.</summary>
internal sealed record WireParameter(string Method, string Path, string In, string Name)
{
    // A name that is valid everywhere.
    private const string SomeName = "news";

    // Headers that the server reads for every endpoint.
    private static readonly (string In, string Name)[] s_everywhere =
    [
        ("query", "access_token"), ("header", "Authorization"), ("header", "Cookie"), ("header", "Origin"), ("header", "Accept"),
            ("header", "Last-Event-ID"), ("header", "Idempotency-Key"), ("header", "Range"),
        ("header", "X-Forwarded-For"), ("header", "Sec-Fetch-Site"), ("header", "Access-Control-Request-Method"),
    ];

    /// <summary>
    /// Lists all parameters of a server, from its endpoints and its OpenAPI document, so that new parameters are tested too.
    /// </summary>
    public static async Task<List<WireParameter>> AllOfAsync(TestServer server)
    {
        var described = (await server.Client.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");
        var found = new List<WireParameter>();
        foreach (var (method, path) in AllEndpoints.TemplatesOf(server))
        {
            found.AddRange(s_everywhere.Select(parameter => new WireParameter(method, path, parameter.In, parameter.Name)));
            if (described.TryGetProperty(path, out var methods)
                && methods.TryGetProperty(method.ToLowerInvariant(), out var operation)
                && operation.TryGetProperty("parameters", out var parameters))
                found.AddRange(parameters.EnumerateArray()
                    .Select(parameter => new WireParameter(
                    method, path, parameter.GetProperty("in").GetString()!, parameter.GetProperty("name").GetString()!)));
        }

        return found.Distinct().ToList();
    }

    /// <summary>Creates a request that has this text as the parameter's value.</summary>
    public HttpRequestMessage Request(string text, string other)
    {
        var path = Regex.Replace(
            Path, "{(?<name>\\w+)}", match =>
                In == "path" && match.Groups["name"].Value == Name ? Uri.EscapeDataString(Whole(text))
                : SomeName, RegexOptions.None, TimeSpan.FromSeconds(5));
        // Sometimes the parameter occurs twice: it may be a list.
        var query = In == "query"
            ? $"?{Name}={Uri.EscapeDataString(Whole(text))}" +
                $"{(other.Length % 4 == 0 ? $"&{Name}={Uri.EscapeDataString(Whole(other))}" : string.Empty)}" : string.Empty;
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(path + query, UriKind.Relative));
        if (In == "header")
            request.Headers.TryAddWithoutValidation(Name, string.Concat(text.Where(c => c is >= ' ' and <= '~')));
        if (Method is "POST" or "PUT")
            request.Content = new StringContent(Whole(other));
        return request;
    }

    // An address cannot contain an unpaired surrogate, and 3,000 characters exceed every limit.
    private static string Whole(string text) => new([.. text.Where(c => !char.IsSurrogate(c)).Take(3_000)]);
}
