using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Access;

/// <summary>Registers the services that check the permissions of callers, and limit clients.</summary>
internal static class AccessRegistration
{
    /// <summary>
    /// Adds all services that check the permissions of callers, and limit clients. The calling code must also register an
    /// <see cref="ITopicRules"/>, which decides what callers without a token may do with a topic.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddTokens();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<StreamLimiter>().AddSingleton<ConnectionLimiter>().AddSingleton<IdleConnectionFilter>()
            .AddSingleton<IdleWatch>().AddSingleton<BodyMemory>().AddSingleton<BodyLimits>().AddSingleton<PublishRateLimiter>();
        services.AddLimitReport<ConnectionLimiter>().AddLimitReport<StreamLimiter>().AddLimitReport<PublishRateLimiter>()
            .AddLimitReport<BodyMemory>();
        services.AddSingleton(provider => new TokenLifetimeTracker(
            provider.GetRequiredService<StreamLimiter>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<LastResortHandler>()));
        services.AddSingleton<AccessControl>().AddSingleton<TokenIssuer>().AddSingleton<CallerResolver>().AddSingleton<OriginPolicy>()
            .AddSingleton<RefusalMetrics>().AddSingleton<RefusalRecorder>().AddSingleton<ScrapeAccess>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ConfigureKestrelLimits>();
        services.AddCors().AddSingleton<IConfigureOptions<CorsOptions>, ConfigureCors>();
        services.AddHostedService<StartupAccessLog>().AddHostedService<StartupFileHandleLog>();
        TokenStrippingServer.Decorate(services);
        FileHandleGuard.Decorate(services);
        return services;
    }

    /// <summary>Adds only the options of the configuration section <c>Access</c>, and the service that validates tokens.</summary>
    public static IServiceCollection AddTokens(this IServiceCollection services)
    {
        services.AddSection<AccessOptions>("Access");
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, ConfigureJwtBearer>();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        return services.AddSingleton(
            provider => new TokenValidator(
                provider.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>(),
                provider.GetRequiredService<IOptions<AccessOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Adds only those services that check the permissions of callers. Used in a process without HTTP endpoints, such as a separate worker
    /// for jobs.
    /// </summary>
    public static IServiceCollection AddAccessRules(this IServiceCollection services)
    {
        services.AddSection<AccessOptions>("Access");
        return services.AddSingleton<AccessControl>().AddSingleton<TokenIssuer>().AddSingleton<PublishRateLimiter>();
    }

    /// <summary>
    /// Adds the middleware that reads the client's IP address, the scheme and the path prefix from the headers of trusted proxies. This
    /// must be the first middleware, because later middleware uses these values.
    /// </summary>
    public static void UseProxies(this IApplicationBuilder app)
    {
        if (ConfigureForwardedHeaders.Of(app.ApplicationServices.GetRequiredService<IOptions<AccessOptions>>().Value) is not { } options)
            return;
        app.Use((http, next) =>
        {
            ProxySigns.MarkTrustedProxy(http, options.KnownIPNetworks);
            return next(http);
        });
        app.UseForwardedHeaders(options);
    }

    /// <summary>
    /// Adds the middleware that limits the pauses and the memory of request bodies. Add it before all middleware that reads bodies, and
    /// after the middleware that turns a refusal (a rejected request) into a response.
    /// </summary>
    public static void UseBodyLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<BodyLimits>();
        app.Use(next => http =>
        {
            limits.Limit(http);
            return next(http);
        });
    }

    /// <summary>
    /// Adds the CORS headers for web pages of the origins in <c>Access:Origins</c>, and the middleware that checks the tokens of requests
    /// to this server's endpoints.
    /// </summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<AccessOptions>>().Value.Origins.Count > 0)
            app.UseWhen(ConfigureCors.AppliesTo, branch => branch.UseCors(ConfigureCors.Policy));
        app.UseMiddleware<AccessMiddleware>();
    }
}
