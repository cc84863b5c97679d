using System.Net;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Authorization;

/// <summary>Who the caller of a request is.</summary>
public sealed class CallerResolver
{
    private readonly AccessOptions _options;
    private readonly bool _isOpenLocally;

    /// <summary>Reads from the options and the environment how open the server is.</summary>
    public CallerResolver(IOptions<AccessOptions> options, IHostEnvironment environment)
    {
        _options = options.Value;
        _isOpenLocally = _options.Open is null && environment.IsDevelopment();
    }

    /// <summary>Whether the server is open to this machine alone, so that a page elsewhere could use the browser to get in.</summary>
    internal bool IsOpenOnlyHere => _isOpenLocally;

    /// <summary>The caller of a request that has passed <see cref="AccessMiddleware"/>.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? http.RequestServices.GetRequiredService<CallerResolver>().WithoutToken(http);

    /// <summary>The caller of a request that has no token of this server: whom the application has signed in, or nobody in particular.</summary>
    public Caller WithoutToken(HttpContext http)
    {
        // Looked at without making one: that would cost every anonymous request an identity.
        if (http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user)
            return CallerClaims.Read(user, CountedAddress(http));
        var isOpen = _options.Open ?? (_isOpenLocally && IsLocal(http));
        if (CountedAddress(http) is { } address)
            return new Caller { IsOpen = isOpen, Address = address };
        return isOpen ? Caller.Everyone : Caller.Anonymous;
    }

    /// <summary>Who has a token may do what everybody may.</summary>
    internal Caller WithOpenness(Caller caller) => _options.Open == true ? caller with { IsOpen = true } : caller;

    /// <summary>The address that limits count for. This machine itself is not counted, unless it is asked for.</summary>
    internal IPAddress? CountedAddress(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && (_options.Limits.CountLoopback || !AddressKey.IsLoopback(address)) ? AddressKey.Unmap(address) : null;

    // The name must be this machine's too: a page elsewhere could give its own name this machine's address.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && AddressKey.IsLoopback(address) && HasLocalName(http.Request.Headers.Host.ToString())
        && !ProxySigns.AreOn(http);

    private static bool HasLocalName(string host)
    {
        var name = host.AsSpan(0, host.LastIndexOf(':') is > 0 and var colon && host[^1] != ']' ? colon : host.Length);
        // A name without a dot is nobody's on the internet.
        return !name.Contains('.') || IPAddress.TryParse(name, out _);
    }
}
