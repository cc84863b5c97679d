using System.Net;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Authorization;

/// <summary>Determines the caller of a request: its sender and the permissions in its token.</summary>
public sealed class CallerResolver
{
    private readonly AccessOptions _options;
    private readonly bool _isOpenLocally;

    /// <summary>Reads from the options and the environment whether the server is open to callers without a token.</summary>
    public CallerResolver(IOptions<AccessOptions> options, IHostEnvironment environment)
    {
        _options = options.Value;
        _isOpenLocally = _options.Open is null && environment.IsDevelopment();
    }

    /// <summary>
    /// Whether only callers on the server's own machine need no token. The origin of a web page must then be checked, because a browser on
    /// this machine may run pages of any website.
    /// </summary>
    internal bool IsOpenLocally => _isOpenLocally;

    /// <summary>Returns the caller of a request, after <see cref="AccessMiddleware"/> has checked the token in the request.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? http.RequestServices.GetRequiredService<CallerResolver>().WithoutToken(http);

    /// <summary>
    /// Returns the caller of a request that has no token of this server: the user that the hosting application has signed in, or an
    /// anonymous caller if there is none.
    /// </summary>
    public Caller WithoutToken(HttpContext http)
    {
        // The user of the request is read from IHttpAuthenticationFeature. The property HttpContext.User would be slower, because it
        // creates an object for the user of every anonymous request.
        if (http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user)
            return CallerClaims.Read(user, CountedAddress(http));
        var isOpen = _options.Open ?? (_isOpenLocally && IsLocal(http));
        if (CountedAddress(http) is { } address)
            return new Caller { IsOpen = isOpen, Address = address };
        return isOpen ? Caller.Everyone : Caller.Anonymous;
    }

    /// <summary>
    /// Returns the client's IP address, under which the request is counted in the limits per client address. Null for loopback addresses,
    /// unless <c>Access:Limits:CountLoopback</c> is set.
    /// </summary>
    internal IPAddress? CountedAddress(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && (_options.Limits.CountLoopback || !AddressKey.IsLoopback(address))
            ? AddressKey.Unmap(address) : null;

    // Returns whether a request comes from this machine. The host name in the request must be local too: a page of another website could
    // let its own host name resolve to the address of this machine.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && AddressKey.IsLoopback(address)
            && HasLocalName(http.Request.Headers.Host.ToString())
        && !ProxySigns.HidesClient(http);

    private static bool HasLocalName(string host)
    {
        var name = host.AsSpan(0, host.LastIndexOf(':') is > 0 and var colon && host[^1] != ']' ? colon : host.Length);
        // A host name without a dot, such as localhost, counts as local, because no website on the internet has such a name.
        return !name.Contains('.') || IPAddress.TryParse(name, out _);
    }
}
