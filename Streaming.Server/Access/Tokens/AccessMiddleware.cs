using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Checks the token of a request to this server's endpoints, if the request has one. A request with an invalid token is refused, and not
/// handled as a request without a token.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, TokenValidator tokens, CallerResolver callers, OriginPolicy origins, ScrapeAccess scrapes)
{
    /// <summary>The name of the cookie that contains the token of a browser's session.</summary>
    public const string Cookie = "streaming-session";

    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAccessMetadata>() is not { } access)
        {
            // Secret tokens were removed from the URL's query earlier. Endpoints of the hosting application receive the original query,
            // because the application may use its own tokens in the query.
            return endpoint is not null && http.Features.Get<ReceivedToken>() is { } sent ? NextWithTokenAsync(http, sent) : next(http);
        }

        // A browser allows every web page to open a WebSocket to any server, without first asking the server (a preflight request). So the
        // origin of the page is checked here.
        if (WebSocketHandshake.IsUpgrade(http))
        {
            origins.Check(http.Request);
            WebSocketHandshake.CheckVersion(http);
        }

        if (!access.ChecksToken || (access is AdministratorsOnlyAttribute && scrapes.Allows(endpoint, http)))
            return next(http);
        if (TokenOf(http) is { } token)
            return CheckAsync(http, access, token);
        if (callers.IsOpenLocally && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            origins.Check(http.Request);
        if (access is AdministratorsOnlyAttribute)
            AccessControl.AuthorizeAdministrator(CallerResolver.Of(http));
        return next(http);
    }

    /// <summary>
    /// Returns the token of a request. The Authorization header takes precedence over the query, and the query over the cookie. Null if the
    /// request has no token.
    /// </summary>
    /// <exception cref="RefusalException">The Authorization header contains no bearer token.</exception>
    internal static string? TokenOf(HttpContext http) =>
        HeaderToken(http) ?? http.Features.Get<ReceivedToken>()?.Token ?? CookieToken(http);

    internal static string? HeaderToken(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0)
            return null;
        var text = header.ToString();
        // HTTP servers remove the space at the end.
        if (text.Equals(Bearer.TrimEnd(), StringComparison.OrdinalIgnoreCase))
            throw new RefusalException(
                RefusalReason.InvalidToken, "The Authorization header has no token; send 'Authorization: Bearer …' with one.");
        return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text[Bearer.Length..].Trim()
            : throw new RefusalException(
                RefusalReason.InvalidToken, "The Authorization header is not supported; send 'Authorization: Bearer …'.");
    }

    internal static string? CookieToken(HttpContext http) => http.Request.Headers.Cookie.Count == 0 ? null : http.Request.Cookies[Cookie];

    // Puts the token back into the query while the endpoint runs. Removes it afterwards, because ASP.NET Core logs the URL when the request
    // ends.
    private async Task NextWithTokenAsync(HttpContext http, ReceivedToken sent)
    {
        var clean = http.Request.QueryString;
        http.Request.QueryString = new QueryString(sent.Query);
        try
        {
            await next(http);
        }
        finally
        {
            http.Request.QueryString = clean;
        }
    }

    private async Task CheckAsync(HttpContext http, IAccessMetadata access, string token)
    {
        // The token comes from the cookie. A browser sends the cookie even with requests of other websites' pages, so the origin of the
        // page must be checked.
        if (http.Request.Headers.Authorization.Count == 0 && http.Features.Get<ReceivedToken>()?.Token is null)
            origins.Check(http.Request);
        http.Features.Set(await tokens.CheckAsync(token, callers.CountedAddress(http)));
        if (access is AdministratorsOnlyAttribute)
            AccessControl.AuthorizeAdministrator(CallerResolver.Of(http));
        await next(http);
    }
}
