using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Builds paths as clients must send them, with the prefix of this server (<c>PathBase</c>, or a proxy's <c>X-Forwarded-Prefix</c>).
/// </summary>
internal static class PublicPath
{
    /// <summary>The configuration's key.</summary>
    public const string Key = "PathBase";

    /// <summary>The path of an endpoint of this server.</summary>
    /// <param name="request">The current request.</param>
    /// <param name="path">The endpoint's path, from <c>/</c>.</param>
    public static string Of(HttpRequest request, string path) => Base(request) + path;

    /// <summary>The path of this server's cookies, without a slash at its end, so that it covers <c>/live</c> and <c>/live/</c>.</summary>
    public static string OfCookies(HttpRequest request) => Base(request) is { Length: > 0 } path ? path : "/";

    private static string Base(HttpRequest request) => request.PathBase.ToUriComponent().TrimEnd('/');

    /// <summary>The configured path; empty if there is none.</summary>
    /// <exception cref="StartException">The configured text is not a path.</exception>
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
    /// Removes the configured path from each request that has it. A request without it was changed by a proxy, or is local
    /// (health checks), and is answered as if it had the path. The prefix from a known proxy takes precedence.
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
