using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Streaming.Server.Access;

/// <summary>
/// Takes <c>access_token</c> out of the query before anything else sees the request: ASP.NET Core logs and traces addresses before the first middleware runs.
/// </summary>
internal sealed class TokenHidingServer(IServer inner) : IServer
{
    public const string Parameter = "access_token";

    public IFeatureCollection Features => inner.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        inner.StartAsync(new Application<TContext>(application), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

    public void Dispose() => inner.Dispose();

    /// <summary>Puts a server's tokens out of sight; called once, on whichever server is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IServer)) is not { ImplementationType: { } type } server)
            return;
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new TokenHidingServer((IServer)ActivatorUtilities.CreateInstance(provider, type)));
    }

    internal static void Hide(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { QueryString.Length: > 0 } request || !request.QueryString.Contains(Parameter, StringComparison.OrdinalIgnoreCase))
            return;
        var (kept, token) = Split(request.QueryString);
        if (token is null)
            return;
        features.Set(new SentToken(token, request.QueryString));
        request.QueryString = kept;
        request.RawTarget = request.Path + kept;
    }

    // Names are compared decoded, as everything that reads the query does.
    private static (string Kept, string? Token) Split(string query)
    {
        var kept = new List<string>();
        string? token = null;
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            var pair = new QueryStringEnumerable(part).GetEnumerator();
            if (pair.MoveNext() && pair.Current.DecodeName().Span.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
                token ??= pair.Current.DecodeValue().ToString();
            else
                kept.Add(part);
        }

        return (kept.Count > 0 ? "?" + string.Join('&', kept) : string.Empty, token);
    }

    private sealed class Application<TContext>(IHttpApplication<TContext> inner) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            Hide(contextFeatures);
            return inner.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => inner.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => inner.DisposeContext(context, exception);
    }
}
