namespace Streaming.Server.Publishing;

/// <summary>Registers publishing.</summary>
public static class PublishingRegistration
{
    /// <summary>Adds the <see cref="Publisher"/>.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.AddSection<PublishingOptions>("Publishing");
        return services.AddSingleton<Publisher>();
    }
}
