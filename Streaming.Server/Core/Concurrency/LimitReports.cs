namespace Streaming.Server.Core.Concurrency;

/// <summary>Registers limiters whose limits <c>GET /limits</c> shows.</summary>
internal static class LimitReports
{
    /// <summary>Adds the limits of a limiter, which is registered as a singleton, to the list of limits.</summary>
    public static IServiceCollection AddLimitReport<T>(this IServiceCollection services)
        where T : class, ILimitReport =>
        services.AddSingleton<ILimitReport>(static provider => provider.GetRequiredService<T>());
}
