namespace Streaming.Server.Publishing;

/// <summary>Registers publishing.</summary>
public static class PublishingRegistration
{
    /// <summary>Adds the <see cref="Publisher"/>.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.AddOptions<PublishingOptions>().BindConfiguration("Publishing").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Publisher>();
    }
}
