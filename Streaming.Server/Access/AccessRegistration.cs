using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access;

/// <summary>Registers access.</summary>
public static class AccessRegistration
{
    /// <summary>Adds it. Who keeps the topics' policies adds an <see cref="ITopicRules"/>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSection<AccessOptions>("Access");
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, JwtSettings>();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        services.AddSingleton(provider => new TokenCheck(provider.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()));
        services.AddSingleton<StreamSeats>();
        services.AddSingleton(provider => new AccessSessions(provider.GetRequiredService<StreamSeats>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AccessControl>().AddSingleton<Callers>().AddSingleton<Origins>();
        TokenHidingServer.Decorate(services);
        return services;
    }

    /// <summary>Checks tokens, in front of this server's endpoints.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
