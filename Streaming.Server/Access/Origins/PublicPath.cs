using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Builds the paths of this server's endpoints as clients must send them, with their prefix. The prefix is the configured one
/// (<c>PathBase</c>), or the one in a trusted proxy's header <c>X-Forwarded-Prefix</c>.
/// </summary>
internal static class PublicPath
{
    /// <summary>The configuration key of the path prefix under which clients reach this server.</summary>
    public const string Key = "PathBase";

    /// <summary>Returns the path of an endpoint of this server as clients must send it: with the path prefix of the server.</summary>
    /// <param name="request">The current request, from which the path prefix is taken.</param>
    /// <param name="path">The path of the endpoint without the prefix of the server; it begins with <c>/</c>.</param>
    public static string Of(HttpRequest request, string path) => Base(request) + path;

    /// <summary>
    /// Returns the path for which browsers send this server's cookies. The path has no slash at its end, so that it includes both
    /// <c>/live</c> and <c>/live/</c>.
    /// </summary>
    public static string OfCookies(HttpRequest request) => Base(request) is { Length: > 0 } path ? path : "/";

    private static string Base(HttpRequest request) => request.PathBase.ToUriComponent().TrimEnd('/');

    /// <summary>Returns the configured path prefix (<c>PathBase</c>); empty if none is configured.</summary>
    /// <exception cref="StartException">The configured text is not a valid path.</exception>
    public static PathString Configured(IConfiguration configuration)
    {
        var path = configuration[Key]?.TrimEnd('/');
        if (string.IsNullOrEmpty(path))
            return PathString.Empty;
        return path.StartsWith('/') && !path.Contains("//", StringComparison.Ordinal)
            && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~')
            ? new PathString(path)
            : throw new StartException(
                $"{Key} is '{configuration[Key]}'; give a path of letters, digits and - . _ ~ that begins with /, such as /live.");
    }

    /// <summary>
    /// Adds the middleware that removes the configured prefix (<c>PathBase</c>) from the paths of requests. Requests without the prefix are
    /// accepted too, for example from a local health check, or from a proxy that removes the prefix. A prefix in a trusted proxy's header
    /// takes precedence.
    /// </summary>
    internal static void UsePublicPath(this WebApplication app)
    {
        var path = Configured(app.Configuration);
        if (!path.HasValue)
            return;
        app.UsePathBase(path);
        app.Use((http, next) =>
        {
            if (!http.Request.PathBase.HasValue)
                http.Request.PathBase = path;
            return next(http);
        });
    }
}
