using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>
/// Runs short requests on the socket's I/O thread. Waking another thread for each would be most of the cost of a small request.
/// </summary>
/// <remarks>
/// Applies to the whole process: after an <c>await</c> on any socket, code continues on a thread that serves other sockets too, so code
/// that blocks or computes for long must not
/// run there. This server's own streaming endpoints do not; all other endpoints are kept on the thread pool
/// (<see cref="OnSocketThreadAttribute"/>).
/// </remarks>
public static class SocketThreads
{
    // Settings that the runtime reads once, before the first socket; there is no other way to set them.
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Whether requests run on the sockets' I/O threads.</summary>
    public static bool AreUsed => Environment.GetEnvironmentVariable(Inline) is "1" or "true";

    /// <summary>
    /// Enables it, with one I/O thread for every two processors. Call it first in <c>Main</c>. Does nothing if the environment sets
    /// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>, to 1 or to 0.
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

    /// <summary>Runs all endpoints on the thread pool, except those marked with <see cref="OnSocketThreadAttribute"/>.</summary>
    internal static void UseSocketThreads(this IApplicationBuilder app)
    {
        if (!AreUsed)
            return;
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<OnSocketThreadAttribute>() is null
            ? ThreadPoolScheduler.Instance.RunAsync(() => next(context))
            : next(context));
    }
}
