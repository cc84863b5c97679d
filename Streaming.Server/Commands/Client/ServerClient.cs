using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>Sends requests to a running server, and turns refusals and failures into sentences.</summary>
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
            // Streams and downloads may take any time. Ctrl+C ends each request.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(CommandLine.Name, VersionAction.Number));
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The address of the server as texts show it.</summary>
    public string Address => _http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Creates a client. Values that the operator does not give are taken from environment variables.</summary>
    /// <exception cref="CommandException">The address or the token is not valid.</exception>
    public static ServerClient Create(string? server, string? token)
    {
        var address = server ?? Variable("STREAMING_SERVER") ?? DefaultServer;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw CommandException.Usage($"'{address}' (--server or STREAMING_SERVER) is not an address; give one such as {DefaultServer}.");
        var bearer = (token ?? Variable("STREAMING_TOKEN"))?.Trim();
        return bearer is null || bearer.All(char.IsAscii) && !bearer.Any(char.IsWhiteSpace) ? new ServerClient(uri, bearer)
            : throw CommandException.Usage("The token (--token or STREAMING_TOKEN) has a character that no token has; give the token only.");
    }

    /// <summary>Returns the path of an endpoint, such as <c>topics/room%3Alobby/messages</c>.</summary>
    /// <param name="path">The path, in which each <c>{0}</c>, <c>{1}</c> … stands for a part that is escaped.</param>
    /// <param name="parts">The parts.</param>
    public static string PathOf(string path, params string[] parts) =>
        string.Format(CultureInfo.InvariantCulture, path, [.. parts.Select(Uri.EscapeDataString)]);

    /// <summary>Returns a path with a query. Parameters that are null or empty are left out.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] query)
    {
        var given = query.Where(each => !string.IsNullOrEmpty(each.Value))
            .Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}");
        var text = string.Join('&', given);
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>Sends a request, and returns the successful response when its headers have arrived.</summary>
    /// <exception cref="CommandException">The server does not respond, or refuses the request.</exception>
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

    /// <summary>Sends a request, and returns the response whatever its status is.</summary>
    public Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Sends a request, and returns the JSON of the response.</summary>
    public async Task<JsonNode> SendJsonAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendJsonAsync(request, cancellationToken);
    }

    /// <summary>Sends a request, and returns the JSON of the response.</summary>
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

    /// <summary>Returns the JSON at a path.</summary>
    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        SendJsonAsync(HttpMethod.Get, path, content: null, cancellationToken);

    /// <summary>Creates the error of a response that is not successful.</summary>
    public async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}".Trim();
        var detail = await DetailAsync(response, cancellationToken);
        return new CommandException(detail is not null ? $"{detail} ({status})" : response.StatusCode == HttpStatusCode.NotFound
            ? $"{Address} has no such endpoint ({status}). Check --server and its path prefix."
            : $"{Address} answered {status}. Check --server, and the log of the server.");
    }

    /// <summary>Creates the error of a server that cannot be reached.</summary>
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
            // A response that was cut off has no sentence to show.
            return null;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
