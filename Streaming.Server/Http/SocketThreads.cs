using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>
/// Lets the I/O threads of the sockets themselves run short requests. Passing a small request to another thread would cost more than
/// running the request.
/// </summary>
/// <remarks>
/// The setting applies to the whole process. Code that continues after an <c>await</c> on a socket runs on a thread that also serves other
/// sockets. So such code must not block or compute for long. This server's own streaming endpoints follow this rule; all endpoints without
/// an <see cref="OnSocketThreadAttribute"/> run on the thread pool.
/// </remarks>
public static class SocketThreads
{
    // The .NET runtime reads these environment variables once, before it creates the first socket. They are the only way to configure its
    // I/O threads.
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Whether requests start on the I/O threads of the sockets.</summary>
    public static bool AreUsed => Environment.GetEnvironmentVariable(Inline) is "1" or "true";

    /// <summary>
    /// Lets requests start on the I/O threads of the sockets, with one such thread for every two processors. Call this method first in
    /// <c>Main</c>. Does nothing if the environment variable <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c> is already set.
    /// </summary>
    public static void Use()
    {
        if (Environment.GetEnvironmentVariable(Inline) is not null)
            return;
        Environment.SetEnvironmentVariable(Inline, "1");
        if (Environment.GetEnvironmentVariable(Count) is null)
            Environment.SetEnvironmentVariable(
                Count, Math.Max(1, Environment.ProcessorCount / 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Adds the middleware that runs all endpoints on the thread pool, except those with an <see cref="OnSocketThreadAttribute"/>.
    /// </summary>
    internal static void UseSocketThreads(this IApplicationBuilder app)
    {
        if (!AreUsed)
            return;
        app.Use(next => context => IsShort(context) ? next(context) : ThreadPoolScheduler.Instance.RunAsync(() => next(context)));
    }

    // A few encoded bytes can be gigabytes of decoded ones, and decoding them takes long.
    private static bool IsShort(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OnSocketThreadAttribute>() is not null
        && context.Request.Headers.ContentEncoding.Count == 0;
}
