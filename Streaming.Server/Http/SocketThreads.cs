using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Http;

/// <summary>
/// Whether a request is served on the thread that heard of its bytes, which saves waking another one for each: the greater part of what a small request costs.
/// </summary>
/// <remarks>
/// For the whole process: after an <c>await</c> on any socket, code goes on on a thread that serves other sockets too, so code that blocks or computes for long must not
/// run there. This server's own streaming endpoints do not; all other endpoints are kept on the thread pool (<see cref="OnSocketThreadAttribute"/>).
/// </remarks>
public static class SocketThreads
{
    // Settings of the runtime, read once before the first socket; there is no other way to say it.
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Whether it is so.</summary>
    public static bool AreUsed => Environment.GetEnvironmentVariable(Inline) is "1" or "true";

    /// <summary>
    /// Asks for it, with a thread for every two processors. Call it before anything else in <c>Main</c>. Does nothing where the environment has said
    /// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>, be it yes (1) or no (0).
    /// </summary>
    public static void Use()
    {
        if (Environment.GetEnvironmentVariable(Inline) is not null)
            return;
        Environment.SetEnvironmentVariable(Inline, "1");
        if (Environment.GetEnvironmentVariable(Count) is null)
            Environment.SetEnvironmentVariable(Count, Math.Max(1, Environment.ProcessorCount / 2).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Keeps all endpoints on the thread pool but those marked with <see cref="OnSocketThreadAttribute"/>.</summary>
    internal static void UseSocketThreads(this IApplicationBuilder app)
    {
        if (!AreUsed)
            return;
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<OnSocketThreadAttribute>() is null
            ? ThreadPoolScheduler.Instance.RunAsync(() => next(context))
            : next(context));
    }
}
