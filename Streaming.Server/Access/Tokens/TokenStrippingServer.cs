using System.Buffers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Wraps the HTTP server so that no other code finds secrets in a request's URL. ASP.NET Core logs the URL before the first middleware
/// runs, so middleware could not do this. Removes <c>access_token</c> and <c>cf_connect</c> (a command that contains a token) from the
/// query. Also escapes characters in the path that would break a line of the log.
/// </summary>
internal sealed class TokenStrippingServer(IServer inner) : IServer
{
    public const string Parameter = "access_token";

    /// <summary>
    /// The query parameter that contains the first command of a client that uses the Centrifugal protocol over server-sent events.
    /// </summary>
    public const string ConnectParameter = "cf_connect";

    // The characters of a path that are escaped: control characters, line ends, and marks that change the direction of text.
    private static readonly SearchValues<char> s_unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x061C, 0x200E, 0x200F, 0x2028, 0x2029])
            .Concat(Enumerable.Range(0x202A, 5)).Concat(Enumerable.Range(0x2066, 4)).Select(c => (char)c)]);

    public IFeatureCollection Features => inner.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        inner.StartAsync(new Application<TContext>(application), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public void Dispose() => inner.Dispose();

    /// <summary>Replaces the registered HTTP server by one that removes tokens from the URLs of requests. Call this method once.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IServer)) is not { ImplementationType: { } type } server)
            return;
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new TokenStrippingServer((IServer)ActivatorUtilities.CreateInstance(provider, type)));
    }

    internal static void Clean(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request)
            return;
        if (request.Path.AsSpan().ContainsAny(s_unprintable))
            request.Path = Escaped(request.Path);
        if (request.QueryString.Length > 0 && MayHaveToken(request.QueryString))
            Hide(request, features);
    }

    private static void Hide(IHttpRequestFeature request, IFeatureCollection features)
    {
        var (kept, token, connect) = Split(request.QueryString);
        if (token is null && connect is null)
            return;
        features.Set(new ReceivedToken(token, request.QueryString, connect));
        request.QueryString = kept;
        request.RawTarget = request.Path + kept;
    }

    // Escapes the unprintable characters of a path as percent codes. Valid paths of this server contain no such characters, so they do not
    // change.
    private static string Escaped(string path) =>
        string.Concat(path.Select(c => s_unprintable.Contains(c) ? Uri.EscapeDataString(c.ToString()) : c.ToString()));

    private static bool MayHaveToken(string query) =>
        query.Contains(Parameter, StringComparison.OrdinalIgnoreCase)
            || query.Contains(ConnectParameter, StringComparison.OrdinalIgnoreCase) || query.Contains('%', StringComparison.Ordinal);

    // Divides the query into the secret parameters and the other ones. The names of parameters are compared in decoded form, because the
    // code that reads the query decodes them too.
    private static (string Kept, string? Token, string? Connect) Split(string query)
    {
        var kept = new List<string>();
        string? token = null;
        string? connect = null;
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            var pair = new QueryStringEnumerable(part).GetEnumerator();
            var name = pair.MoveNext() ? pair.Current.DecodeName().ToString() : string.Empty;
            if (name.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
                token ??= pair.Current.DecodeValue().ToString();
            else if (name.Equals(ConnectParameter, StringComparison.OrdinalIgnoreCase))
                connect ??= pair.Current.DecodeValue().ToString();
            else
                kept.Add(part);
        }

        return (kept.Count > 0 ? "?" + string.Join('&', kept) : string.Empty, token, connect);
    }

    private sealed class Application<TContext>(IHttpApplication<TContext> inner) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            Clean(contextFeatures);
            return inner.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => inner.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => inner.DisposeContext(context, exception);
    }
}
