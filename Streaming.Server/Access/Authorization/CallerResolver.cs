using System.Net;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access.Authorization;

/// <summary>Determines the caller of a request.</summary>
public sealed class CallerResolver
{
    private readonly AccessOptions _options;
    private readonly bool _isOpenLocally;

    /// <summary>Reads the openness of the server from the options and the environment.</summary>
    public CallerResolver(IOptions<AccessOptions> options, IHostEnvironment environment)
    {
        _options = options.Value;
        _isOpenLocally = _options.Open is null && environment.IsDevelopment();
    }

    /// <summary>
    /// Whether the server is open to this machine only. A page of another origin could then use the browser to gain access.
    /// </summary>
    internal bool IsOpenOnlyHere => _isOpenLocally;

    /// <summary>The caller of a request that has passed <see cref="AccessMiddleware"/>.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? http.RequestServices.GetRequiredService<CallerResolver>().WithoutToken(http);

    /// <summary>
    /// The caller of a request without a token of this server: the principal that the application has signed in, or an anonymous caller.
    /// </summary>
    public Caller WithoutToken(HttpContext http)
    {
        // Reads the feature, since HttpContext.User would create a principal for every anonymous request.
        if (http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user)
            return CallerClaims.Read(user, CountedAddress(http));
        var isOpen = _options.Open ?? (_isOpenLocally && IsLocal(http));
        if (CountedAddress(http) is { } address)
            return new Caller { IsOpen = isOpen, Address = address };
        return isOpen ? Caller.Everyone : Caller.Anonymous;
    }

    /// <summary>A caller with a token may also do what everyone may.</summary>
    internal Caller WithOpenness(Caller caller) => _options.Open == true ? caller with { IsOpen = true } : caller;

    /// <summary>The address for limits per address. Loopback addresses are not counted, unless the options say so.</summary>
    internal IPAddress? CountedAddress(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && (_options.Limits.CountLoopback || !AddressKey.IsLoopback(address))
            ? AddressKey.Unmap(address) : null;

    // The host name must be local too: a page of another origin could resolve its own name to this machine's address.
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && AddressKey.IsLoopback(address)
            && HasLocalName(http.Request.Headers.Host.ToString())
        && !ProxySigns.AreOn(http);

    private static bool HasLocalName(string host)
    {
        var name = host.AsSpan(0, host.LastIndexOf(':') is > 0 and var colon && host[^1] != ']' ? colon : host.Length);
        // A name without a dot does not exist on the internet.
        return !name.Contains('.') || IPAddress.TryParse(name, out _);
    }
}
