using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Access.Origins;

/// <summary>Paths as clients have to send them: where this server is under a path (<c>PathBase</c>, or a proxy's <c>X-Forwarded-Prefix</c>), with that in front.</summary>
internal static class PublicPath
{
    /// <summary>The configuration's key.</summary>
    public const string Key = "PathBase";

    /// <summary>The path of an endpoint of this server.</summary>
    /// <param name="request">The request that is answered.</param>
    /// <param name="path">The endpoint's path, from <c>/</c>.</param>
    public static string Of(HttpRequest request, string path) => Base(request) + path;

    /// <summary>Whose cookies belong to this server: the path without a slash at its end, so that <c>/live</c> and <c>/live/</c> are both meant.</summary>
    public static string OfCookies(HttpRequest request) => Base(request) is { Length: > 0 } path ? path : "/";

    private static string Base(HttpRequest request) => request.PathBase.ToUriComponent().TrimEnd('/');

    /// <summary>The configured path; empty if there is none.</summary>
    /// <exception cref="StartException">It is not a path.</exception>
    public static PathString Configured(IConfiguration configuration)
    {
        var path = configuration[Key]?.TrimEnd('/');
        if (string.IsNullOrEmpty(path))
            return PathString.Empty;
        return path.StartsWith('/') && !path.Contains("//", StringComparison.Ordinal) && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~')
            ? new PathString(path)
            : throw new StartException($"{Key} is '{configuration[Key]}'; give a path of letters, digits and - . _ ~ that begins with /, such as /live.");
    }

    /// <summary>
    /// Takes the configured path off each request that has it. One that comes without it has been through a proxy that took it off, or is for this machine alone
    /// (health checks): it is answered as if it had it. The prefix that a known proxy names counts instead.
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
