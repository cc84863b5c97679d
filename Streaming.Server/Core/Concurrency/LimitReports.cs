namespace Streaming.Server.Core.Concurrency;

/// <summary>Registers limiters whose limits <c>GET /limits</c> returns.</summary>
internal static class LimitReports
{
    /// <summary>Adds a limiter, which is registered as a singleton, to those whose limits <c>GET /limits</c> returns.</summary>
    public static IServiceCollection AddLimitReport<T>(this IServiceCollection services)
        where T : class, ILimitReport =>
        services.AddSingleton<ILimitReport>(static provider => provider.GetRequiredService<T>());
}
