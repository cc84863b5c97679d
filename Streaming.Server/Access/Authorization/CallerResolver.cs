using System.Net;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Authorization;

/// <summary>Determines the caller of a request (its sender and the permissions of its token).</summary>
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
    /// Whether the server is open to programs on its own machine only. The origin of a web page must then be checked, since a page of any
    /// origin runs in a browser on this machine.
    /// </summary>
    internal bool IsOpenOnlyHere => _isOpenLocally;

    /// <summary>Returns the caller of a request whose token <see cref="AccessMiddleware"/> has checked.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? http.RequestServices.GetRequiredService<CallerResolver>().WithoutToken(http);

    /// <summary>
    /// Returns the caller of a request without a token of this server: the principal that the hosting application has signed in, otherwise
    /// an anonymous caller.
    /// </summary>
    public Caller WithoutToken(HttpContext http)
    {
        // Reads IHttpAuthenticationFeature instead of HttpContext.User, which would create a principal for every anonymous request.
        if (http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user)
            return CallerClaims.Read(user, CountedAddress(http));
        var isOpen = _options.Open ?? (_isOpenLocally && IsLocal(http));
        if (CountedAddress(http) is { } address)
            return new Caller { IsOpen = isOpen, Address = address };
        return isOpen ? Caller.Everyone : Caller.Anonymous;
    }

    /// <summary>Returns the caller with the permissions of its token and, on an open server, with the permissions of everyone.</summary>
    internal Caller WithOpenness(Caller caller) => _options.Open == true ? caller with { IsOpen = true } : caller;

    /// <summary>
    /// Returns the client's address for the limits per address. Null for loopback addresses, unless <c>Access:Limits:CountLoopback</c> is
    /// set.
    /// </summary>
    internal IPAddress? CountedAddress(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && (_options.Limits.CountLoopback || !AddressKey.IsLoopback(address))
            ? AddressKey.Unmap(address) : null;

    // The host name of the request must be local too: a page of another origin could let its own name resolve to this machine's address.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && AddressKey.IsLoopback(address)
            && HasLocalName(http.Request.Headers.Host.ToString())
        && !ProxySigns.AreOn(http);

    private static bool HasLocalName(string host)
    {
        var name = host.AsSpan(0, host.LastIndexOf(':') is > 0 and var colon && host[^1] != ']' ? colon : host.Length);
        // A name without a dot, such as localhost, does not exist on the internet.
        return !name.Contains('.') || IPAddress.TryParse(name, out _);
    }
}
