using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// The HTTP API for sessions of browsers. A session has a cookie that contains the token, because <c>EventSource</c> and <c>WebSocket</c>
/// in a browser cannot send the token in a header.
/// </summary>
[ApiController]
[TokenBody]
[Route("session")]
internal sealed class SessionController(
    TokenValidator tokens, CallerResolver callers, TokenLifetimeTracker sessions, ISessionAnnouncer nodes, OriginPolicy origins)
    : ControllerBase
{
    /// <summary>Returns the caller's name and permissions, as the server reads them from the token.</summary>
    [HttpGet]
    [OpenEndpoint]
    public SessionView Get() => View(CallerResolver.Of(HttpContext));

    /// <summary>
    /// Begins a browser's session: sets a cookie that contains the token until the token expires. The client sends the token in the
    /// Authorization header or in the body as <c>{"token": …}</c>.
    /// </summary>
    [HttpPost]
    [AuthorizesInAction(ChecksToken = false)]
    [Consumes("application/json", IsOptional = true)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status401Unauthorized, "application/problem+json")]
    public async Task<SessionView> Begin([FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SessionRequest? request)
    {
        origins.Check(Request);
        var token = request?.Token ?? AccessMiddleware.HeaderToken(HttpContext) ?? throw NoToken();
        var caller = await tokens.CheckAsync(token, callers.CountedAddress(HttpContext));
        SetCookie(token, caller);
        return View(caller);
    }

    /// <summary>
    /// Extends the open streams of a session until a newer token expires. The request contains both tokens. With a cookie, the cookie has
    /// the older token, and the Authorization header or the body has the newer one. Without a cookie, the Authorization header has the
    /// older token, and the body has the newer one.
    /// </summary>
    [HttpPost("refresh")]
    [AuthorizesInAction(ChecksToken = false)]
    [Consumes("application/json", IsOptional = true)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status401Unauthorized, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status403Forbidden, "application/problem+json")]
    public async Task<SessionView> Refresh([FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SessionRequest? request)
    {
        origins.Check(Request);
        var cookie = AccessMiddleware.CookieToken(HttpContext);
        var header = AccessMiddleware.HeaderToken(HttpContext);
        var newer = request?.Token ?? (cookie is null ? null : header) ?? throw NoToken();
        var running = cookie ?? header
            ?? throw new RefusalException(
            RefusalReason.Unauthorized, "The session to refresh is missing; send its cookie, or its token in the Authorization header.");

        var address = callers.CountedAddress(HttpContext);
        var current = await tokens.CheckAsync(running, address);
        var next = await tokens.CheckAsync(newer, address);
        if (current.Identity is null)
            throw new RefusalException(
                RefusalReason.Forbidden,
                "The session's token has no claim 'sub', so the newer token cannot be shown to belong to the same caller; begin a new " +
                "session instead.");
        if (!string.Equals(current.Identity, next.Identity, StringComparison.Ordinal))
            throw new RefusalException(
                RefusalReason.Forbidden,
                "The newer token belongs to another caller; refresh a session with a token of the same issuer and subject.");
        var own = new SessionReach(Nodes: 1, sessions.Refresh(current, next));
        var reach = own + await nodes.AnnounceAsync(new SessionChange(current.TokenKey!, SessionCaller.Of(next)));
        if (cookie is not null)
            SetCookie(newer, next);
        return View(next, reach);
    }

    /// <summary>
    /// Ends a browser's session: deletes its cookie, even if the token in the cookie is invalid, and ends the session's open streams. The
    /// header <c>Session-Nodes</c> of the response is the number of servers that have confirmed the end of the session within 500 ms.
    /// </summary>
    [HttpDelete]
    [AuthorizesInAction(ChecksToken = false)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> End()
    {
        origins.Check(Request);
        var token = AccessMiddleware.TokenOf(HttpContext);
        try
        {
            if (token is not null)
            {
                var caller = await tokens.CheckAsync(token, address: null);
                var own = new SessionReach(Nodes: 1, sessions.End(caller));
                var reach = own + await nodes.AnnounceAsync(new SessionChange(caller.TokenKey!, Next: null));
                Response.Headers["Session-Nodes"] = reach.Nodes.ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.InvalidToken && token == AccessMiddleware.CookieToken(HttpContext))
        {
            // The token in the cookie is invalid, but the cookie is deleted nevertheless. Scripts in the browser cannot delete it, and with
            // the invalid token the server would refuse all requests of the browser.
        }

        Response.Cookies.Delete(AccessMiddleware.Cookie, CookieOptions());
        return NoContent();
    }

    private static SessionView View(Caller caller, SessionReach? reach = null) =>
        new(caller.Subject, caller.Name, caller.IsOpen, caller.ExpiresAt == DateTimeOffset.MaxValue ? null
            : caller.ExpiresAt.UtcDateTime, caller.Publish, caller.Subscribe, caller.Admin, reach?.Streams, reach?.Nodes);

    private static RefusalException NoToken() =>
        new(RefusalReason.Unauthorized, "Send the token: 'Authorization: Bearer …', or {\"token\": \"…\"} as application/json.");

    private void SetCookie(string token, Caller caller)
    {
        var cookie = CookieOptions();
        cookie.Expires = caller.ExpiresAt;
        Response.Cookies.Append(AccessMiddleware.Cookie, token, cookie);
        Response.Headers.CacheControl = "no-store";
    }

    private CookieOptions CookieOptions() =>
        new()
        {
            HttpOnly = true,
            Secure = Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = PublicPath.OfCookies(Request),
            IsEssential = true
        };
}
