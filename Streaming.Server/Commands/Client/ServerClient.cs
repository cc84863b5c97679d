using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>Sends requests to a running server. Converts error responses and failed connections to sentences for the operator.</summary>
internal sealed class ServerClient : IDisposable
{
    private const string DefaultServer = "http://localhost:5000";
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    private ServerClient(Uri server, string? token)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_connect, ConnectCallback = KeptAlive.ConnectAsync })
        {
            BaseAddress = server,
            // A stream or a download may take any length of time, so there is no time limit. The operator can end a request with Ctrl+C.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(CommandLine.Name, VersionAction.Number));
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The URL of the server, as messages to the operator show it.</summary>
    public string Address => _http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>
    /// Creates an object that sends requests to a server. If the operator gives no URL or no token, it is taken from an environment
    /// variable.
    /// </summary>
    /// <exception cref="CommandException">The URL of the server or the token is not valid.</exception>
    public static ServerClient Create(string? server, string? token)
    {
        var address = server ?? Variable("STREAMING_SERVER") ?? DefaultServer;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw CommandException.Usage(
                $"'{address}' (--server or STREAMING_SERVER) is not an address; give one such as {DefaultServer}.");
        var bearer = (token ?? Variable("STREAMING_TOKEN"))?.Trim();
        return bearer is null || bearer.All(char.IsAscii) && !bearer.Any(char.IsWhiteSpace) ? new ServerClient(uri, bearer)
            : throw CommandException.Usage(
                "The token (--token or STREAMING_TOKEN) has a character that no token has; give the token only.");
    }

    /// <summary>Returns the path of an endpoint with the given names in it, such as <c>topics/room%3Alobby/messages</c>.</summary>
    /// <param name="path">The path, in which <c>{0}</c>, <c>{1}</c> and so on stand for the names. The names are percent-encoded.</param>
    /// <param name="parts">The names that replace <c>{0}</c>, <c>{1}</c> and so on.</param>
    public static string PathOf(string path, params string[] parts) =>
        string.Format(CultureInfo.InvariantCulture, path, [.. parts.Select(Uri.EscapeDataString)]);

    /// <summary>Returns a path with query parameters. A parameter whose value is null or empty is left out.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] query)
    {
        var given = query.Where(each => !string.IsNullOrEmpty(each.Value))
            .Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}");
        var text = string.Join('&', given);
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>Sends a request. Returns the response as soon as its headers have arrived, if its status reports success.</summary>
    /// <exception cref="CommandException">The server does not respond, or responds with an error.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await TrySendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response, cancellationToken);
    }

    /// <summary>Sends a request, and returns the response with any status.</summary>
    public Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Sends a request, and returns the JSON in the body of the response.</summary>
    public async Task<JsonNode> SendJsonAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendJsonAsync(request, cancellationToken);
    }

    /// <summary>Sends a request, and returns the JSON in the body of the response.</summary>
    public async Task<JsonNode> SendJsonAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return (await JsonNode.ParseAsync(body, cancellationToken: cancellationToken))!;
        }
        catch (JsonException e)
        {
            throw new CommandException($"{Address} is not a streaming server: its response is not JSON. Check --server.", inner: e);
        }
    }

    /// <summary>Sends a GET request for a path, and returns the JSON in the body of the response.</summary>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        SendJsonAsync(HttpMethod.Get, path, content: null, cancellationToken);

    /// <summary>Creates the exception for a response whose status reports an error.</summary>
    public async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".Trim();
        var detail = await DetailAsync(response, cancellationToken);
        return new CommandException(detail is not null ? $"{detail} ({status})" : response.StatusCode == HttpStatusCode.NotFound
            ? $"{Address} has no such endpoint ({status}). Check --server and its path prefix."
            : $"{Address} answered {status}. Check --server, and the log of the server.");
    }

    /// <summary>Creates the exception for a server that cannot be reached.</summary>
    public CommandException Unreachable(HttpRequestException exception) => new(
        $"No server answers at {Address} ({(exception.InnerException ?? exception).Message.TrimEnd('.')}). Start it with " +
        $"'{CommandLine.Name} serve', or give its address with --server or STREAMING_SERVER.", inner: exception);

    public void Dispose() => _http.Dispose();

    private static async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return null;
        try
        {
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
            return problem?["detail"]?.ToString();
        }
        catch (JsonException)
        {
            // The response is incomplete, so it contains no sentence that could be shown.
            return null;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
